"""Makes the tables of an app by its own libraries: make.py APP URL. README.md says how the dumps are made."""

import datetime
import sys

app_name, url = sys.argv[1:]
PASSWORD = "correct horse"
LOGIN = datetime.datetime(2026, 11, 22, 3, 11, 53, 449242)


def flask_appbuilder():
    from flask import Flask
    from flask_appbuilder import AppBuilder
    from flask_appbuilder.utils.legacy import get_sqla_class

    app = Flask("app")
    app.config.update(SECRET_KEY="k" * 32, SQLALCHEMY_DATABASE_URI=url, FAB_PASSWORD_COMPLEXITY_ENABLED=False)
    db = get_sqla_class()()
    db.init_app(app)
    with app.app_context():
        builder = AppBuilder(app, db.session)
        sm = builder.sm
        editor = sm.add_role("Redakteur für alles")
        ada = sm.add_user("ada", "Ada", "Lovelace", "ada@example.org", [sm.find_role("Admin"), editor], PASSWORD)
        ada.last_login = LOGIN
        bob = sm.add_user("bob", "Bob", "", "bob@example.org", sm.find_role("Public"), PASSWORD)
        bob.active = False
        db.session.commit()


def flask_security():
    from flask import Flask
    from flask_security import Security, SQLAlchemyUserDatastore, hash_password
    from flask_security.models import fsqla_v3 as fsqla
    from flask_sqlalchemy import SQLAlchemy

    app = Flask("app")
    app.config.update(SECRET_KEY="k" * 32, SQLALCHEMY_DATABASE_URI=url, SECURITY_PASSWORD_SALT="1" * 20)
    db = SQLAlchemy(app)
    fsqla.FsModels.set_db_info(db)

    class Role(db.Model, fsqla.FsRoleMixin):
        pass

    class User(db.Model, fsqla.FsUserMixin):
        pass

    store = SQLAlchemyUserDatastore(db, User, Role)
    app.security = Security(app, store)
    with app.app_context():
        db.create_all()
        for role in ("Admin", "Editor"):
            store.create_role(name=role)
        for name, roles, active in (("ada", ["Editor", "Admin"], True), ("bob", [], False)):
            store.create_user(
                email=f"{name}@example.org", password=hash_password(PASSWORD), roles=roles, active=active,
                fs_uniquifier=f"{name}-0123456789abcdef",
            )
        db.session.commit()


def fastapi_users():
    from fastapi_users.password import PasswordHelper
    from fastapi_users_db_sqlalchemy import SQLAlchemyBaseUserTableUUID
    from sqlalchemy import create_engine
    from sqlalchemy.orm import DeclarativeBase, Session
    from uuid import UUID

    class Base(DeclarativeBase):
        pass

    class User(SQLAlchemyBaseUserTableUUID, Base):
        pass

    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for at, (name, active, boss) in enumerate((("ada", True, True), ("bob", False, False)), 1):
            session.add(User(
                id=UUID(int=0xABCDEF00000040008000000000000000 + at), email=f"{name}@example.org",
                hashed_password=PasswordHelper().hash(PASSWORD), is_active=active, is_superuser=boss, is_verified=True,
            ))
        session.commit()


def django():
    import django
    from django.conf import settings
    from urllib.parse import unquote, urlparse

    parts = urlparse(url)
    engine = {"sqlite": "sqlite3", "postgresql+psycopg2": "postgresql", "mysql+pymysql": "mysql"}[parts.scheme]
    database = {"ENGINE": f"django.db.backends.{engine}", "NAME": parts.path[1:]}
    if parts.hostname:
        database.update(HOST=parts.hostname, PORT=parts.port, USER=parts.username, PASSWORD=unquote(parts.password))
    if engine == "mysql":
        import pymysql

        pymysql.version_info = (2, 2, 1, "final", 0)
        pymysql.install_as_MySQLdb()
    settings.configure(
        DATABASES={"default": database}, USE_TZ=True, SECRET_KEY="k" * 32,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    )
    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    ada = User.objects.create_superuser("ada", "ada@example.org", PASSWORD, first_name="Ada", last_name="Lovelace")
    ada.groups.set([Group.objects.create(name="Redakteure"), Group.objects.create(name="Editors")])
    ada.last_login = LOGIN.replace(tzinfo=datetime.timezone.utc)
    ada.save()
    User.objects.create_user("bob", "bob@example.org", PASSWORD, is_active=False)


def zopyx():
    from fastapi_auth.user_management_sqlobject import UserManagement

    users = UserManagement(url)
    users.add_user("ada", PASSWORD, "Administrator")
    users.add_user("bob", PASSWORD, "User, Viewer,Zoo Keeper")


globals()[app_name]()
