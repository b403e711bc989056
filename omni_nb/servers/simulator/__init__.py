"""The built-in server: no key, no network, the real protocol on a real port.

It never imports `omni_nb.wire` and writes its refusals by hand, not from preflight: two ends that
share one reading of the protocol agree on its mistakes.
"""
