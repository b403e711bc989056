"""schemathesis against the simulator's own description; prints how many cases passed."""

import json
import re
import subprocess
import sys
import tempfile

done = subprocess.run(
    [sys.executable, "-m", "schemathesis.cli", "run", sys.argv[1].removesuffix("/v1") + "/openapi.json", "--seed", "1", "--max-examples", "150",
     # a service refuses more than a schema can say: unknown models, pictures that are none
     "--exclude-checks", "positive_data_acceptance", "--phases", "examples,coverage,fuzzing", "--no-color"],
    capture_output=True, text=True, timeout=280, cwd=tempfile.mkdtemp(),
)  # fmt: skip
found = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
print(json.dumps({"exit": done.returncode, "generated": found and int(found[1]), "passed": found and int(found[2]), "told": done.stdout[-2_000:]}))  # fmt: skip
