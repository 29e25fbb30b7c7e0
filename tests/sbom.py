"""`make sbom`: the bill of materials of what runs, made by CycloneDX's own tool from the hash lock.

Addresses of package indexes are left out: an installation takes its packages where it may.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BILL = ROOT / "docs" / "sbom.cdx.json"


def component(part: dict) -> dict:
    """Name, version, purl and the hashes of every file the lock allows, in one order."""
    files = [
        one
        for reference in part.get("externalReferences", [])
        for one in reference.get("hashes", [])
    ]
    return {
        "type": part["type"],
        "bom-ref": part["purl"],
        "name": part["name"],
        "version": part["version"],
        "purl": part["purl"],
        "hashes": sorted(files, key=lambda entry: entry["content"]),
    }


def main() -> int:
    tool = Path(sys.executable).with_name("cyclonedx-py")
    order = [
        tool,
        "requirements",
        "--output-reproducible",
        "--short-PURLs",
        "--of",
        "JSON",
        "-o",
        "-",
    ]
    made = subprocess.run(
        [*order, "requirements.txt"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    bill = json.loads(made.stdout)
    tools = bill["metadata"]["tools"]["components"]
    bill["metadata"] = {
        "component": {"type": "application", "name": "cong308", "bom-ref": "cong308"},
        "tools": {
            "components": [{key: one[key] for key in ("type", "name", "version")} for one in tools]
        },
    }
    bill["components"] = sorted(
        map(component, bill["components"]), key=lambda part: part["name"].lower()
    )
    bill["dependencies"] = [
        {"ref": "cong308", "dependsOn": [part["bom-ref"] for part in bill["components"]]}
    ]
    BILL.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{BILL.relative_to(ROOT)}: {len(bill['components'])} thành phần")
    return 0


if __name__ == "__main__":
    sys.exit(main())
