"""How saved outputs look: styles that stand beside their elements, for a saved output has no style sheet and knows no theme.

No grey has 4.5:1 on white and on JupyterLab's dark ground alike (it would need a luminance of at most 0.183 and at least
0.20), so what is quiet is the page's own ink, thinned: 5.9:1 on white, 7.8:1 on #111. JupyterLab lets `opacity`, `border-left` and
backgrounds through in a notebook that it does not trust.
"""

from __future__ import annotations

SMALL = "font-size:0.85em;line-height:1.5;overflow-wrap:break-word"
QUIET = f"opacity:0.75;{SMALL}"
"""What is beside the matter: facts, sizes, hints."""
TROUBLE = f"border-left:3px solid #d9480f;padding-left:8px;margin:4px 0;{SMALL}"
"""What went wrong: in ink, for no orange reads on both grounds; told by its sign and its edge."""
CARD = "background-color:rgba(80,130,240,0.13);border-left:3px solid #5b8def;border-radius:8px;padding:8px 12px"
"""A question: a wash that is light on white and lifts off near-black, and an edge for those who do not see the one from the other."""
