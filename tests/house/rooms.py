"""The rooms of every app, in the order in which one may import another: only to its left. A new
module stands on the list of its app, and a list names nothing that is not there: `test_shape`.
"""

_LISTS = {
    "compliance.assurance": """
        querysets models queries actions forms work_list periodic questions views urls apps
    """,
    "compliance.audit": """
        chain verify_chain words querysets models anchors triggers verify actions known_keys
        exports views management urls apps
    """,
    "compliance.desk": """
        unsent models waiting_files queries actions sent_again forms reasons periodic conflict
        views urls apps
    """,
    "compliance.files": """
        kinds sheets signatures worker bare sandbox office video parse scan backends bucket storage
        renditions signing notes models attachments pieces arriving queries actions
        consistency_checks periodic serving views urls apps
    """,
    "compliance.guidance": """
        querysets models queries attachments person_sections actions forms work_list
        paper periodic questions views urls apps
    """,
    "compliance.incidents": """
        statuses step_words workflow short_of_leads in_own_name facts stages querysets occurrence
        models triggers kept_from
        queries placing filters paging settling
        transitions custody
        attachments checks why grants notices actions arrivals forms work_list consistency_checks
        periodic serving questions views api management urls apps
    """,
    "compliance.outbox": """
        words querysets models handlers breaker letters notices actions consistency_checks
        heartbeat post processing questions views tasks management urls apps
    """,
    "compliance.papers": "alphabet code paper pdf docx writers",
    "compliance.stores": "away temporary beside bucket objects",
    "compliance.registry": """
        factors querysets models triggers committee renaming tree closing_blockers queries looks
        signin anchor_mail onetime search accountless capacities grants letterhead person_sections
        importing letters actions forms work_list first_steps periodic questions views api
        management urls apps
    """,
    "compliance.retention": """
        querysets models terms register queries removal actions forms work_list periodic
        questions templatetags views management urls apps
    """,
    "compliance.review": """
        models attachments actions arrivals acts turns asking work_list questions views management
        urls apps
    """,
    "compliance.review.case": """
        queries receipt looks fetching checks window sightings replacement handed_over own offered
        standing together person_sections notices forms acts
    """,
    "compliance.review.conclusion": "models checks consistency actions forms acts views",
    "compliance.review.consultation": "models queries checks actions forms acts",
    "compliance.review.contest": "models actions forms acts",
    "compliance.review.deadlines": """
        clocks models queries laws ledger recalculation actions forms acts reminders
        work_list periodic panel views
    """,
    "compliance.review.documents": """
        querysets models checks actions composing forms exports notices views
    """,
    "compliance.review.evidence": "forms acts views",
    "compliance.review.handover": "queries actions periodic forms views",
    "compliance.review.hearing": "models checks actions forms acts work_list views",
    "compliance.review.identity": "models queries actions forms views",
    "compliance.review.interruptions": "actions forms acts",
    "compliance.review.measures": """
        statutory_steps querysets models progress own checks actions forms asked acts work_list
    """,
    "compliance.review.paperwork": "models actions running forms asked acts views",
    "compliance.review.participants": "models actions forms acts",
    "compliance.review.rectification": "models queries actions forms acts",
    "compliance.review.triage": "models queries actions forms acts views",
    "compliance.rulebook": """
        clocks explain querysets changes shipped models years triggers queries versions actions
        forms exports first_steps questions templatetags views management urls apps
    """,
    "reports": """
        periods querysets models triggers rollups queries owed attachments narrative reading
        disclosure_control summary_figures snapshot counting charts actions forms
        work_list first_steps paper consistency_checks delivering periodic exports questions views
        api management urls apps
    """,
    "halang_portal": """
        logs worker patience template_loading replica growth housekeeping vitals alarms metrics
        devices answering api trail known_keys asgi celery
        strength counters disclosure environment formats language health malware navigation
        confirming once passwords supervisor unsent backups backends
        rendering templatetags wsgi access_log adapters factors errors uploads checks
        refusal_trail production condition views management limits middleware apps urls
        permissions tryout settings
    """,
    "halang_portal.tryout": "apps sample defaults preparing bench management",
    "halang_portal.tryout.sample": """
        access evidence hearing assurance places guidance logins offices retention story
        ledger measures people texts phrases stories documents deciding logging
        answering cases history reporting loader
    """,
    "halang_portal.tryout.bench": "importing searching multiplying seeding server pages views urls",
}
ROOMS = {app: tuple(rooms.split()) for app, rooms in _LISTS.items()}
