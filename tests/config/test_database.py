"""The database's address becomes Django's settings; what it says about options is kept."""

import pytest

from goodwill.config.env import MalformedSetting, database


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {"options": "-c jit=off"}),
        ("?sslmode=require", {"options": "-c jit=off", "sslmode": "require"}),
        ("?options=-c%20statement_timeout%3D5s", {"options": "-c statement_timeout=5s"}),
    ],
)
def test_postgres_compiles_no_statements_unless_the_address_says_otherwise(tmp_path, query, options):
    made = database(f"postgresql://ada:p%40ss@db.example:5433/desk{query}", tmp_path)
    assert made["OPTIONS"] == options
    assert [made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["desk", "ada", "p@ss", "db.example", 5433]


def test_without_an_address_the_data_folder_holds_the_database(tmp_path):
    assert database("", tmp_path)["NAME"] == tmp_path / "goodwill.sqlite3"


def test_another_database_is_refused(tmp_path):
    with pytest.raises(MalformedSetting, match="mysql"):
        database("mysql://root@localhost/desk", tmp_path)
