# Shared by bin/serve, bin/test and bin/bench: a .venv and node_modules from the locks, with python3 alone.

say() { echo "lampion: $*" >&2; }

# make_venv: creates .venv, and says in one line what is missing.
make_venv() {
  [ -x .venv/bin/uv ] && return
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "python3 3.11 or newer is needed."; exit 1
  fi
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      say "python3 has no venv: installing python3-venv."
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    else
      say "python3 has no venv: install the package python3-venv, then try again."; exit 1
    fi
  fi
  [ -x .venv/bin/python ] || python3 -m venv .venv
  [ -x .venv/bin/pip ] || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
}

# install GROUPS...: what the locks name, and nothing when nothing changed since the last time.
install() {
  make_venv
  local wanted=".venv/.installed-$(echo "$*" | tr -cd 'a-z')"
  if [ ! "$wanted" -nt uv.lock ]; then
    .venv/bin/uv sync --quiet --frozen "$@" --inexact --no-managed-python -p .venv/bin/python
    touch "$wanted"
  fi
  if [ ! node_modules/.installed -nt package-lock.json ]; then
    PATH="$PWD/.venv/bin:$PATH" npm ci --ignore-scripts --silent --no-audit --no-fund
    touch node_modules/.installed
  fi
}

# make_key FILE CODE: writes a new secret once, readable by its owner only.
make_key() {
  [ -s "$1" ] || .venv/bin/python -c "$2" > "$1"
}

make_keys() {
  mkdir -p "$1"
  make_key "$1/secret_key" 'import secrets; print(secrets.token_hex(40))'
  make_key "$1/lampion_keys" 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'
}
