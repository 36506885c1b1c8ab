"""The public data set becomes events that decode."""

import csv
import io
from pathlib import Path

from schemas.envelope import decode
from schemas.events.declaration import Declaration
from streams.cli import kcs

SAMPLE = Path(__file__).parents[2] / "deploy/data/kcs/declarations.csv.gz"
HEAD = (
    "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,"
    "Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,"
    "Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud\n"
)
ROWS = HEAD + (
    "1,2020-01-01,30,B,11,21,11,10,D1,P1,S1,,090111,BE,BR,0.0,FEU1,G,108.0,372254.4,1,2\n"
    "2,2020-01-09,30,B,11,21,11,10,D1,P2,,C1,690722,CN,CN,8.0,A,Y,11352.0,375751.2,0,0\n"
)


def test_mapping() -> None:
    """Absent stays absent, and a date is the first moment of the day in Kazakhstan."""
    first = decode(next(kcs.events(csv.DictReader(io.StringIO(ROWS)))))
    data = first.data
    assert isinstance(data, Declaration)
    assert data.registered_at == 1_577_815_200_000  # 2019-12-31T18:00Z, when Almaty was at +06:00
    assert (data.carrier_id, data.gross_kg_total, data.seller_id) == (None, None, "S1")
    assert data.items is not None
    assert data.items[0].goods_code == "090111"


def test_labels_come_later_and_in_order() -> None:
    """Results are merged by time, and can be left out."""
    types = [decode(line).type for line in kcs.events(csv.DictReader(io.StringIO(ROWS)))]
    declared, controlled = "customs.declaration.registered.v1", "customs.control.result.v1"
    assert types == [declared, controlled, declared, controlled]
    assert [decode(line).type for line in kcs.events(csv.DictReader(io.StringIO(ROWS)), labels=False)] == [declared] * 2


def test_sample_decodes() -> None:
    """Every row of the sample is a declaration and a result, in the order of time, with an id of its own."""
    events = [decode(line) for line in kcs.events(kcs.rows(SAMPLE))]
    assert len(events) == 4000
    assert len({event.id for event in events}) == 4000
    assert [event.time for event in events] == sorted(event.time for event in events)
