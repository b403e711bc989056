"""What Python and page say to each other: every message, and every section of the composer's form.

A message has its name in `t`. Each widget has two unions: `From…` is what its page says, `To…` what Python says.
Python reads with `reading.read`, so that a handler finds every field, and each of its type; the page takes with
`takeMessages` (messages.js). Sections are state: Python owns all of them, one module each, and sends each whole. The page
owns what is not finished (words that are being typed, an open panel, a file on its way) and tells it in messages.
The tests of these modules compare the names with the JavaScript, both ways, and `tsc` the fields.
Sizes are bytes, `…_s` seconds, rates Hz.
"""
