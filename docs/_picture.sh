#!/bin/sh
# Draw the picture in the README again: the page that `belegg read --format html` writes, as Chromium shows it.
#     docs/_picture.sh          needs Chromium and the environment that `make demo` sets up
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/belegg read examples/havn.txt --format html --output "$folder/page.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" \
    --window-size=1180,1000 --screenshot="$PWD/docs/img/read.png" "file://$folder/page.html" 2>/dev/null
