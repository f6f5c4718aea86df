"""The officials’ addresses. No name and no number of a person stands in any of them."""

from django.urls import include, path

from doudi.desk import (
    apply,
    audit_log,
    calendar,
    cases,
    decisions,
    households,
    importing,
    inbox,
    materials,
    members,
    notices,
    people,
    policies,
    seen,
    steps,
)

_case = [
    path("", cases.case, name="case"),
    path("assessment/", cases.assessment, name="case-assessment"),
    path("facts/", seen.facts, name="case-facts"),
    path("log/", cases.log, name="case-log"),
    path("end/", cases.end, name="case-end"),
    path("process/", cases.other_process, name="case-process"),
    path("steps/<int:pk>/", steps.step, name="step"),
    path("materials/", materials.materials, name="case-materials"),
    path("materials/<int:pk>/", materials.material, name="case-material"),
    path("decisions/", decisions.decisions, name="case-decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/served/", decisions.served, name="decision-served"),
    path("decisions/<int:pk>/appeal/", decisions.appeal, name="decision-appeal"),
    path("decisions/<int:pk>/change/", decisions.change, name="decision-change"),
    path("appeals/<int:pk>/", decisions.appeal_end, name="appeal-end"),
    path("replay/", decisions.again, name="case-replay"),
]
_household = [
    path("", households.household, name="household"),
    path("history/", households.history, name="household-history"),
    path("cases/", households.household_cases, name="household-cases"),
    path("readers/", households.readers, name="household-readers"),
    path("facts/", members.facts, name="household-facts"),
    path("members/new/", members.add, name="member-add"),
    path("members/<int:pk>/correct/", members.correct, name="person-correct"),
    path("members/<int:pk>/leave/", members.leave, name="member-leave"),
    path("members/<int:pk>/numbers/", members.secret, name="person-secret"),
]
_apply = [
    path("", apply.start, name="apply"),
    path("new/", apply.begin, name="apply-begin"),
    path("for/<str:number>/", apply.begin_for, name="apply-for"),
    path("<uuid:key>/family/", apply.family, name="apply-family"),
    path("<uuid:key>/facts/", apply.facts, name="apply-facts"),
    path("<uuid:key>/request/", apply.what, name="apply-request"),
    path("<uuid:key>/check/", apply.check, name="apply-check"),
    path("<uuid:key>/drop/", apply.drop, name="apply-drop"),
]
_notices = [
    path("", notices.notices, name="notices"),
    path("<int:pk>/", notices.notice, name="notice"),
    path("<int:pk>/photos/", notices.photo_new, name="notice-photo-new"),
    path("<int:pk>/photos/<int:photo>/", notices.photo, name="notice-photo"),
    path("<int:pk>/objections/", notices.objection_new, name="objection-new"),
]
_policies = [
    path("", policies.policies, name="policies"),
    path("standards/", policies.standards, name="standards"),
    path("standards/new/", policies.standard_new, name="standard-new"),
    path("standards/<int:pk>/", policies.standard, name="standard"),
    path("standards/<int:pk>/do/", policies.standard_do, name="standard-do"),
    path("adoptions/new/", policies.adopt_new, name="adopt"),
    path("adoptions/<int:pk>/", policies.adoption, name="adoption"),
    path("adoptions/<int:pk>/do/", policies.adoption_do, name="adoption-do"),
    path("releases/<str:release>/", policies.policy, name="policy"),
]
_people = [
    path("", people.organisations, name="organisations"),
    path("new/", people.organisation_new, name="organisation-new"),
    path("accounts/", people.accounts, name="accounts"),
    path("accounts/new/", people.account_new, name="account-new"),
    path("accounts/<int:pk>/", people.account, name="account"),
    path("accounts/<int:pk>/reset/", people.account_reset, name="account-reset"),
    path("roles/<int:pk>/end/", people.role_end, name="role-end"),
]

urlpatterns = [
    path("", include("doudi.desk.entry.urls")),
    path("", inbox.inbox, name="inbox"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", include(_case)),
    path("households/", households.households, name="households"),
    path("households/import/", importing.bring, name="households-import"),
    path("households/import/template/", importing.empty, name="households-template"),
    path("households/<str:number>/", include(_household)),
    path("apply/", include(_apply)),
    path("notices/", include(_notices)),
    path("objections/<int:pk>/", notices.objection, name="objection"),
    path("policies/", include(_policies)),
    path("organisations/", include(_people)),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar-year"),
    path("audit/", audit_log.audit, name="audit"),
    path("audit/verify/", audit_log.verify, name="audit-verify"),
]
