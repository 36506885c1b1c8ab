# What Kordon says in English. Titles and sentences of criteria stand in the criteria themselves.

## Parts of sentences

in-days = In { $days ->
        [one] a day
       *[other] { $days } days
    }

## Why a form of control is not suggested

suppressed-by_category = The participant is of the low category: controlled after release instead.
suppressed-by_information = A body reported information: an officer must conclude first.
suppressed-by_framework = A framework profile: an officer must conclude first.
suppressed-by_doubt = What was found is not certain: an officer must conclude first.
suppressed-by_rejection = An officer concluded that no control is called for.
suppressed-by_closing = The case was closed before an officer concluded: controlled after release instead.

## Why an alert does not stand any more

end-case_cancelled = The case itself was taken back.
end-cancelled = What it rested on was cancelled.
end-deleted = A register deleted a record that it rested on.
end-amended = What it rested on was amended.
end-cured = An amendment of the declaration has cured it.
end-told = By what was reported since, its condition does not hold.
end-register = By what a register says now, its condition does not hold.
end-expired = What it rested on has expired.
end-parameters = By the parameters in force now, it is no hit.
end-unknown = It can not be told any more, since something that is needed is not known.

## Forms of control

form-documentary_check = documentary check
form-customs_value_check = check of the customs value
form-inspection = inspection
form-expert_examination = expert examination
form-xray_scan = X-ray scan
form-weighing = weighing
form-seal_check = check of the seals
form-guarantee = guarantee
form-escort_or_route = escort or prescribed route
form-post_release_control = control after release

## Categories of participants and their grounds

category-low = The participant is of the low category.
category-medium = The participant is of the medium category.
category-high = The participant is of the high category.
category-low-since = The participant is of the low category: { $grounds }.
category-medium-since = The participant is of the medium category: { $grounds }.
category-high-since = The participant is of the high category: { $grounds }.
category-provisional = The category is provisional, as a register was silent or the history is short.
ground-diplomatic = a diplomatic mission
ground-aeo = an authorised economic operator
ground-large_taxpayer = a monitored large taxpayer with more than two years of trade
ground-producer = a producer
ground-investor = an investor
ground-debt = unpaid debts to the budget
ground-offence = an offence in the last 12 months
ground-short = foreign trade for less than a year

## What follows for a case

case-conclude = An officer must conclude before any form of control is ordered.
case-escalated = No officer has decided in time: it is for a superior to see to it.
case-below_threshold = The score is below the threshold of control.
case-hit = { $title } (criterion { $code }): { $why }

## Words of an alert

severity-low = low
severity-medium = medium
severity-high = high
direction-import = import
direction-export = export
direction-transit = transit
status-raised = Stands, for an event of { $at } UTC.
status-withdrawn = Withdrawn.
status-superseded = Superseded: the case was closed when its condition ceased to hold; kept for audit.
judgement-awaited = An officer's reasoned conclusion is needed before anything is ordered.
judgement-escalated = No officer has decided in time: it is for a superior to see to it.
judgement-confirmed = An officer has confirmed it.
judgement-rejected = An officer has rejected it.

subject-participant = participant
subject-declarant = declarant
subject-carrier = carrier
subject-driver = driver
subject-consignee = consignee
subject-vehicle = vehicle
subject-carnet = TIR carnet
subject-consignment = consignment
subject-goods_item = goods item
subject-document = document
subject-country = country
subject-customs_office = customs office
subject-officer = officer
case-declaration = declaration
case-transit = transit
case-warehouse_day = warehouse day

label-since = since
label-case = case
label-controls = forms of control
label-criterion = criterion { $code }, group { $group }
label-grave = Severity: { $severity }; confidence: { $confidence }.
label-risk = Risk of the case: { $score }.
label-profiles = Risk profiles: { $profiles }.
label-subject = Subject: { $kind } { $id }.
label-judged = Case: { $kind } { $id }.
label-judged_closed = Case: { $kind } { $id }, already closed.
label-where = Office: { $office }; direction: { $direction }.
label-times = Raised as of { $raised } UTC, changed as of { $changed } UTC.
label-extensions = Attributes that its sender added: { $extensions }.
label-deadline = Deadline: { $deadline } UTC.
label-why = Why: { $why }
label-ended = Why it ended: { $why }
label-ended_by = Ended by event { $event } of { $source }, { $at } UTC.
label-missing = Not known: { $missing }.
label-suggested = Suggested: { $forms }.
label-suppressed = Not suggested: { $form }. { $why }
label-parameters = Judged by parameters { $version }; alert { $alert }.
label-yes = yes
label-no = no

## What goods are priced by

unit-kg = kg
unit-code = unit { $code }

## Evidence: what it is

evidence-non_delivery = notice of non-delivery
evidence-transit = transit
evidence-transit_amended = amendment of the transit
evidence-transit_arrived = arrival
evidence-transit_completed = completion of the transit
evidence-declaration = declaration
evidence-declarations = declarations
evidence-declaration_withdrawn = withdrawal of the declaration
evidence-withdrawal = withdrawal of a declaration
evidence-cured_by_amendment = amendment that cured it
evidence-crossing = border crossing
evidence-finding = finding
evidence-debt = debt
evidence-ref_case = case of an offence
evidence-ref_goods = tariff
evidence-control_assigned = control ordered
evidence-control_result = result of a control
evidence-post_release_audit = audit after release
evidence-price_line = earlier line
evidence-price_reference = price reference
evidence-operation = customs operation
evidence-request = request for documents

## Evidence: figures

value-transit_id = transit
value-replaced_on_the_way = replaced on the way
value-carnet_no = carnet
value-status = status
value-last_day = last day
value-overdue = overdue
value-kind = kind
value-decision_date = date of the decision
value-evaded = control pending
value-changed = declared otherwise
value-office = office
value-office_id = office
value-how = shown by
value-matches_in_year = in a year
value-declaration = declaration
value-n = of
value-off_days = on days off
value-expected = usual
value-p = probability of chance
value-outcome = outcome
value-deadline_at = deadline
value-amount = amount
value-due_date = due
value-state = state
value-confidence = confidence
value-observer_kind = reported by
value-law_area = area of law
value-evidence_ref = reference
value-contract_kind = kind of contract
value-procedure = customs procedure
value-remark = remark
value-sign = sign
value-vehicle = vehicle
value-vehicles = vehicles
value-trips = trips
value-destination_country = country of destination
value-destination_office_id = office of destination
value-departure_office_id = office of departure
value-reason = reason
value-document = document
value-measured_gross_kg = weighed, kg
value-tare_kg = tare, kg
value-fuel_crew_kg = fuel and crew, kg
value-goods_kg = goods, kg
value-documents_kg = documents, kg
value-volume_m3 = volume, m³
value-cargo_volume_m3 = cargo space, m³
value-goods_code = goods code
value-import_duty_percent = import duty, %
value-dispatch = dispatched from
value-origin = origin
value-trading = trading country
value-valuation_method = valuation method
value-checks = checks
value-by_officer = by the officer
value-share_of_others = share of others
value-officers = officers
value-check = check
value-fault = fault
value-missing = missing
value-broken = broken
value-extra = not in the papers
value-broken_illegible = broken, illegible
value-extra_illegible = not in the papers, illegible
value-seals = seals
value-before = before
value-after = after
value-consignee = consignee
value-initiator = on the initiative of
value-n_before = number before
value-n_after = number after
value-share_before = share before
value-share_after = share after
value-kg_share_drop = fall of the share of weight
value-usd_per_unit = USD per unit
value-median_usd = median, USD
value-participants = participants
value-ratio = ratio
value-lines = lines
value-adjusted_lines = adjusted lines
value-offices = offices
value-loss_usd = loss, USD
value-first_time_here = first time at this office
value-delivery_terms = delivery terms
value-earlier_terms = earlier terms

## Groups of criteria

group-01 = Participants, carriers and consignees, and what they did before
group-02 = Documents
group-03 = Vehicles, seals and routes
group-04 = Places of declaring and how loads are put together
group-05 = Parties to the deal and its terms
group-06 = Goods: codes, origin, weights and reliefs
group-07 = Countries
group-08 = Prices and the customs value
group-09 = Payments and guarantees
group-10 = Warehouses and officers
group-11 = X-ray images

## Evidence: codes among the figures

code-status-valid = valid
code-status-stolen = stolen
code-status-lost = lost
code-status-invalidated = invalidated
code-kind-customs_duty = customs duty
code-kind-customs_interest = interest on customs payments
code-kind-customs_fine = customs fine
code-kind-tax = tax
code-kind-administrative = administrative
code-kind-criminal = criminal
code-reason-declarant_request = at the declarant's request
code-reason-technical_duplicate = technical duplicate
code-reason-goods_not_arrived = the goods did not arrive
code-outcome-silence = no answer in time
code-outcome-refused = refused
code-outcome-partial = answered in part
code-outcome-provided = answered late
code-initiator-declarant = declarant
code-initiator-officer = officer
code-initiator-carrier = carrier
code-origin-declarant = declarant
code-origin-officer = officer
code-observer_kind-officer = officer
code-observer_kind-xray_system = X-ray system
code-observer_kind-sensor = sensor
code-observer_kind-law_enforcement = law enforcement
code-observer_kind-state_body = state body
code-observer_kind-foreign_authority = foreign authority
code-law_area-ip = intellectual property
code-law_area-prohibitions_restrictions = prohibitions and restrictions
code-law_area-payments = payments
code-law_area-other = other
