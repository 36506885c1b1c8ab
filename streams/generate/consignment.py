"""Consignments: goods that were bought, loaded and papered consistently."""

from dataclasses import dataclass
from datetime import date, timedelta

from schemas.events import Document
from streams.generate.population import Participant, Rig
from streams.generate.tables import GOODS, GoodsRow
from streams.generate.world import World


@dataclass(slots=True, frozen=True)
class Cargo:
    """One kind of goods in a consignment."""

    row: GoodsRow
    volume_m3: float
    gross_kg: float
    net_kg: float
    packages: int
    invoice_value: float


@dataclass(slots=True, frozen=True)
class Consignment:
    """Goods that travel together under one waybill and one invoice."""

    participant: Participant
    rig: Rig
    cargo: tuple[Cargo, ...]
    waybill_no: str
    invoice_no: str
    dated: date
    gross_kg: float
    packages: int
    invoice_total: float

    @property
    def papers(self) -> tuple[Document, ...]:
        """The waybill and the invoice."""
        return (
            Document(
                type="transport",
                number=self.waybill_no,
                date=self.dated,
                electronic=False,
                remark_codes=(),
                gross_kg=self.gross_kg,
                packages=self.packages,
            ),
            Document(
                type="invoice",
                number=self.invoice_no,
                date=self.dated,
                electronic=False,
                issuer_id=self.participant.supplier.supplier_id,
                signed_by_id=self.participant.supplier.supplier_id,
                remark_codes=(),
                amount=self.invoice_total,
                currency=self.participant.supplier.currency,
            ),
        )


def consign(
    world: World, who: Participant, rig: Rig, at: int, *, price: float = 1.0, fill: float | None = None
) -> Consignment:
    """Load a rig for a participant; `price` multiplies the usual one, `fill` is the share of the rig's volume."""
    rng = world.rng
    full = fill if fill is not None else 0.6 + 0.3 * rng.random()
    share = full * rig.volume_m3 / len(who.goods)
    to_currency = price * who.price_level / world.usd_rates[who.supplier.currency]
    cargo = tuple(_cargo(GOODS[i], share, to_currency * (0.985 + 0.03 * rng.random())) for i in who.goods)
    number = world.serial()
    return Consignment(
        participant=who,
        rig=rig,
        cargo=cargo,
        waybill_no=f"CMR{world.prefix}{number:08d}",
        invoice_no=f"INV{world.prefix}{number:08d}",
        dated=world.calendar.day(at) - timedelta(days=2),
        gross_kg=round(sum(part.gross_kg for part in cargo), 1),
        packages=sum(part.packages for part in cargo),
        invoice_total=round(sum(part.invoice_value for part in cargo), 2),
    )


def _cargo(row: GoodsRow, volume: float, price: float) -> Cargo:
    gross = round(volume * row.kg_per_m3, 1)
    net = round(gross * 0.94, 1)
    return Cargo(row, round(volume, 2), gross, net, int(gross / 20) + 1, round(net * row.usd_per_kg * price, 2))
