"""What every process of a torture needs, loaded once before they are forked."""

import psycopg
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite

import tests.torture.desk_process
from tests.torture.big_town import big_town

LOADED = (psycopg, sqlalchemy.dialects, tests.torture.desk_process, big_town())
