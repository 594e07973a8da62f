"""Every text column was looked at: it is declared personal, or named here as speaking of no person.

A new text column fails this test until someone has decided. Personal is what speaks of a natural
person who is identified or can be (个人信息保护法 第四条): names, numbers of telephones, papers,
waybills and vehicles, addresses, and texts that may hold them.
"""

from __future__ import annotations

from jidi.model.catalogue import Catalogue

OF_NO_PERSON = {
    "ids of things, companies, places and records": """
        community.community_id complaint.complaint_id complaint.operator_id dispatch.dispatch_id
        dispatch.facility_id drill.drill_id event.event_id event.operator_id event.facility_id
        event.bag_id facility.facility_id facility.operator_id inspection.inspection_id
        inspection.facility_id inspection.operator_id journey.operator_id journey.last_facility_id
        licence.licence_id licence.operator_id locker.locker_id locker.operator_id
        locker.community_id locker_deposit.deposit_id locker_deposit.locker_id
        monthly_return.operator_id operator.operator_id packaging.operator_id parcel.operator_id
        project.project_id project.item reading.sensor_id reading.facility_id route.route_id
        route.operator_id screening.machine_id screening.facility_id survey.survey_id trip.trip_id
        trip.route_id vehicle.operator_id video.facility_id workforce.operator_id
        timetable_call.run_id timetable_call.stop_id timetable_exception.service_id
        timetable_frequency.run_id timetable_line.line_id timetable_line.carrier
        timetable_run.run_id timetable_run.line_id timetable_run.service_id
        timetable_service.service_id timetable_stop.stop_id timetable_stop.part_of
        annual_report.operator_id credit_record.record_id credit_record.operator_id
        credit_record.document drill_finding.finding_id drill_finding.drill_id
        emergency_plan.plan_id emergency_plan.document emergency_resource.resource_id
        outage.outage_id outage.incident outage.subject service_rating.rating_id
        situation_report.report_id situation_report.incident
        patrol_event.event_id patrol_event.facility_id patrol_event.operator_id
        grid_cell.cell_id grid_outlet.cell_id grid_outlet.facility_id
        data_exchange.exchange_id data_exchange.sha256
    """,
    "posts: whoever holds one is named in the personnel files only": """
        grid_cell.owner_post
    """,
    "names of places, companies and works": """
        community.name facility.name operator.name operator.brand project.title project.owner
        timetable_call.timetable timetable_exception.timetable timetable_frequency.timetable
        timetable_line.name timetable_line.short_name timetable_line.timetable
        timetable_run.headsign timetable_run.timetable timetable_service.timetable
        timetable_stop.name timetable_stop.timetable drill_finding.owner emergency_plan.title
        emergency_resource.holder grid_cell.name grid_cell.owner_unit
    """,
    "words about figures": """
        city_target.indicator city_target.target city_target.unit observation.indicator
        observation.period observation.unit observation.scope observation.price_base
        observation.source observation.printed_as observation.flags
    """,
    "texts of offices, watched by the scan": """
        city_target.document city_target.note observation.note project.evidence drill_finding.what
        outage.why data_exchange.matter data_exchange.basis
    """,
}


def test_every_text_column_is_personal_or_known_to_speak_of_nobody():
    known = {name for names in OF_NO_PERSON.values() for name in names.split()}
    texts = {
        f"{table.name}.{column.name}": column.personal
        for table in Catalogue().tables.values()
        for column in table.columns
        if column.type == "text"
    }
    undecided = {name for name, personal in texts.items() if personal is None} - known
    assert undecided == set(), "declare them personal in their table, or name them here"
    assert known <= set(texts), "named here, but no such column"
    assert not [name for name in known if texts[name] is not None]


def test_tables_that_hold_waybills_hide_small_cells():
    for table in Catalogue().tables.values():
        if any(c.personal and c.personal.kind == "waybill" for c in table.columns):
            assert table.disclosive, table.name
