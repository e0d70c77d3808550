#!/bin/sh
# Dumps what make.py makes: make.sh PYTHON POSTGRES_URL MARIADB_URL, the servers empty. Both URLs name no database.
set -eu
cd "$(dirname "$0")"
python=$1 postgres=$2 mariadb=$3
for app in flask_appbuilder flask_security fastapi_users django zopyx; do
    case $app in
        flask_appbuilder) tables="ab_user ab_role ab_user_role" ;;
        flask_security) tables="user role roles_users" ;;
        fastapi_users | zopyx) tables="user" ;;
        django) tables="auth_user auth_group auth_user_groups" ;;
    esac
    file=$(mktemp -d)/app.db
    "$python" make.py $app "sqlite:///$file"
    sqlite3 "$file" ".dump $tables" | grep -v '^PRAGMA\|TRANSACTION\|^COMMIT' > $app.sqlite.sql

    psql -q "$postgres/postgres" -c "CREATE DATABASE $app"
    "$python" make.py $app "$(echo "$postgres" | sed 's/^postgresql/postgresql+psycopg2/')/$app"
    wanted=$(for table in $tables; do echo "-t public.$table -t public.${table}_id_seq"; done)
    # shellcheck disable=SC2086
    pg_dump --inserts --no-owner $wanted "$postgres/$app" |
        grep -v '^--\|^SET \|^SELECT pg_catalog.set_config\|^\\\|^$' | sed 's/public\.//g' > $app.postgres.sql

    "$python" - "$mariadb" $app <<'P'
import sys, pymysql
from urllib.parse import unquote, urlparse
u = urlparse(sys.argv[1])
c = pymysql.connect(host=u.hostname, port=u.port, user=u.username, password=unquote(u.password))
c.cursor().execute(f"CREATE DATABASE {sys.argv[2]} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
P
    "$python" make.py $app "$(echo "$mariadb" | sed 's/^mysql/mysql+pymysql/')/$app"
    "$python" - "$mariadb" $app $tables > $app.mariadb.sql <<'P'
import subprocess, sys
from urllib.parse import unquote, urlparse
u = urlparse(sys.argv[1])
dump = ["mariadb-dump", "--no-defaults", "-h", u.hostname, "-P", str(u.port), "-u", u.username, f"-p{unquote(u.password)}",
        "--compact", "--skip-extended-insert", "--default-character-set=utf8mb4", *sys.argv[2:]]
for line in subprocess.run(dump, check=True, capture_output=True, text=True).stdout.splitlines():
    if line and not line.startswith(("/*", "SET ")):
        print(line)
P
done
