#!/bin/sh
# For a server that reaches no package registry.
#   deploy/wheelhouse.sh fetch FOLDER      on a machine with the same Python and processor, with a network
#   deploy/wheelhouse.sh install FOLDER VENV    on the server: from the folder alone, every hash compared
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
case "${1:-}" in
fetch)
  folder=${2:?FOLDER}
  mkdir -p "$folder"
  "$python" -m pip download --quiet --require-hashes --only-binary :all: --dest "$folder" --requirement "$here/requirements.txt"
  (cd "$folder" && sha256sum -- *.whl > SHA256SUMS)
  echo "$(ls "$folder" | grep -c '\.whl$') gói trong $folder"
  ;;
install)
  folder=${2:?FOLDER}
  venv=${3:?VENV}
  (cd "$folder" && sha256sum --quiet --check SHA256SUMS)
  test -x "$venv/bin/python" || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --no-index --find-links "$folder" --require-hashes --requirement "$here/requirements.txt"
  echo "Đã cài từ $folder vào $venv"
  ;;
*)
  sed -n '2,5s/^# \{0,1\}//p' "$0"
  exit 2
  ;;
esac
