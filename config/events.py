"""WHAT FOLLOWS FROM WHAT: fact -> the tasks that act on it."""

NOTIFY = "notifications.notify"

EVENT_SUBSCRIBERS: dict[str, tuple[str, ...]] = {
    # The supply side
    "employers.challenge_drafted": (NOTIFY,),
    "employers.draft_requested": (NOTIFY,),
    "employers.challenge_submitted": (NOTIFY,),
    "employers.changes_requested": (NOTIFY,),
    "employers.challenge_published": (NOTIFY, "credentials.define_achievement"),
    "employers.challenge_closed": ("placements.join_round",),
    "employers.challenge_started": (),
    "employers.challenge_completed": (),
    "employers.challenge_cancelled": ("placements.release_places", NOTIFY),
    "employers.call_requested": (NOTIFY,),
    # The demand side
    "students.eoi_submitted": (NOTIFY,),
    "students.eoi_confirmed": (NOTIFY,),
    "students.eoi_reminded": (NOTIFY,),
    "students.eoi_withdrawn": ("placements.refill",),
    "students.code_resent": (NOTIFY,),
    # Places, teams, the day
    "placements.host_asked": (NOTIFY,),
    "placements.host_reminded": (NOTIFY,),
    "placements.host_silent": (NOTIFY,),
    "placements.host_chose": ("placements.join_round", NOTIFY),
    "placements.allocation_proposed": (NOTIFY,),
    "placements.places_offered": (),
    "placements.place_offered": (NOTIFY,),
    "placements.eoi_not_selected": (NOTIFY,),
    "placements.place_accepted": ("placements.propose_teams", NOTIFY),
    "placements.place_declined": ("placements.refill", "placements.propose_teams"),
    "placements.teams_proposed": (NOTIFY,),
    "placements.teams_formed": (NOTIFY,),
    "placements.day_is_near": (NOTIFY,),
    "placements.day_is_over": (NOTIFY,),
    "placements.attendance_marked": (),
    "placements.reflected": (),
    "placements.self_rated": (),
    "placements.outcome_assessed": (NOTIFY,),
    "placements.outcome_settled": ("credentials.award_credential",),
    "placements.placement_closed": (),
    "placements.concern_raised": (NOTIFY,),
    # Badges
    "credentials.credential_awarded": (NOTIFY,),
    "credentials.credential_endorsed": ("credentials.sign_endorsement", NOTIFY),
    "credentials.endorsement_changed": ("credentials.sign_endorsement",),
    "credentials.credential_status_changed": ("credentials.sign_status_list", NOTIFY),
}
