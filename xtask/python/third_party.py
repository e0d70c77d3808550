"""Serves a third-party application at ADDR, signed with SECRET_KEY, with its data in a folder that is empty.

    python third_party.py APPLICATION FOLDER

Each has one user, whose password is PASSWORD. What is set here is what its own documentation says to set.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

PASSWORD = "correct horse battery"


def archivy(folder):
    """https://archivy.github.io: Flask 2.3, Flask-Login 0.6.2; its settings are a file."""
    import yaml

    os.environ["ARCHIVY_INTERNAL_DIR_PATH"] = str(folder)
    settings = {"SECRET_KEY": os.environ["SECRET_KEY"], "USER_DIR": str(folder)}
    (folder / "config.yml").write_text(yaml.dump(settings))
    from archivy import app
    from archivy.models import User

    with app.app_context():
        User(username="ann", password=PASSWORD, is_admin=True).insert()
    return wsgi(app)


def otterwiki(folder):
    """https://otterwiki.com: Flask 3.1, Flask-Login 0.6.3; its settings are the environment."""
    import subprocess

    pages = folder / "pages"
    subprocess.run(["git", "init", "--quiet", str(pages)], check=True)
    os.environ |= {
        "REPOSITORY": str(pages),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/users.db",
        "READ_ACCESS": "APPROVED",
    }
    from otterwiki.server import app, db  # first: the others import it
    from otterwiki.auth import generate_password_hash
    from otterwiki.models import User

    with app.app_context():
        db.create_all()
        ann = User(
            name="Ann",
            email="ann@example.org",
            password_hash=generate_password_hash(PASSWORD),
            is_approved=True,
            email_confirmed=True,
            first_seen=datetime.now(),
            last_seen=datetime.now(),
        )
        db.session.add(ann)
        db.session.commit()
    return wsgi(app)


def ihatemoney(folder):
    """https://ihatemoney.org: Flask 3.1 without Flask-Login; who knows a project's code is let in."""
    from ihatemoney.models import Project, db
    from ihatemoney.run import create_app
    from werkzeug.security import generate_password_hash

    class Settings:
        SECRET_KEY = os.environ["SECRET_KEY"]
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder}/projects.db"
        MAIL_DEFAULT_SENDER = "Budget manager <admin@example.org>"
        SESSION_COOKIE_SECURE = False

    app = create_app(Settings, instance_path=str(folder))
    with app.app_context():
        flat = Project(
            id="flat",
            name="Our flat",
            password=generate_password_hash(PASSWORD),
            contact_email="ann@example.org",
            default_currency="XXX",
        )
        db.session.add(flat)
        db.session.commit()
    return wsgi(app)


def zopyx(folder):
    """https://pypi.org/project/zopyx-fastapi-auth: its own demo, FastAPI with Starlette's sessions."""
    (folder / "static").mkdir()
    os.chdir(folder)
    os.environ |= {
        "AUTH_SECRET_KEY": os.environ["SECRET_KEY"],
        "AUTH_DB_URI": f"sqlite:///{folder}/users.db",
        "AUTH_LOG_FILENAME": str(folder / "auth.log"),
    }
    from fastapi_auth.demo_app import app
    from fastapi_auth.user_management_sqlobject import UserManagement

    UserManagement(os.environ["AUTH_DB_URI"]).add_user("ann", PASSWORD, "Administrator")
    return asgi(app)


def datasette(folder):
    """https://datasette.io with datasette-auth-passwords: the login is one signed token."""
    from datasette.app import Datasette
    from datasette_auth_passwords.utils import hash_password

    settings = {"ann_password_hash": hash_password(PASSWORD)}
    app = Datasette(
        memory=True,
        secret=os.environ["SECRET_KEY"],
        metadata={"plugins": {"datasette-auth-passwords": settings}},
    )
    return asgi(app.app())


def wsgi(app):
    from werkzeug.serving import run_simple

    host, port = os.environ["ADDR"].rsplit(":", 1)
    run_simple(host, int(port), app, threaded=True)


def asgi(app):
    import uvicorn

    host, port = os.environ["ADDR"].rsplit(":", 1)
    uvicorn.run(app, host=host, port=int(port), log_level="warning")


if __name__ == "__main__":
    application, folder = sys.argv[1:]
    serve = {serve.__name__: serve for serve in (archivy, otterwiki, ihatemoney, zopyx, datasette)}
    serve[application](Path(folder))
