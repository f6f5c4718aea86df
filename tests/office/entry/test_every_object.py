"""Every address that names an object, tried by officials of another county: to them the object does not exist."""

from __future__ import annotations

import datetime

import pytest
from addresses import Address, addresses
from county import County
from django.test import Client
from django.utils import timezone
from families import apply, days, decided_case, do, family, in_force

from doudi.accounts.models import Membership
from doudi.accounts.rights import RIGHTS
from doudi.cases.archive.models import Destruction
from doudi.cases.letters import file_appeal
from doudi.cases.meetings.models import Meeting, MeetingKind
from doudi.cases.models import Appeal, Case, Decision, Material, StepRun
from doudi.cases.notices.models import Notice, NoticePhoto, Objection
from doudi.cases.notices.services import add_photo
from doudi.cases.paperwork import make_receipt
from doudi.cases.samples.models import Sample
from doudi.desk.models import Draft
from doudi.papers.models import Paper
from doudi.rulebook.models import Adoption, Release, StandardValue
from doudi.verification.attaching import Upload, attach
from doudi.verification.models import Authorisation, CheckRequest, Report, ReportFile, Supporter
from doudi.verification.services import add_supporter
from doudi.vocabulary.id_number import invented_number

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 20 + b"IEND\xaeB`\x82"
OF_NO_PLACE = {"policy", "calendar-year", "book-page"}  # a policy's text, a year's calendar, the book
POSTS = sorted({post for posts in RIGHTS.values() for post in posts})
WITH_OBJECT = [
    each
    for each in addresses()
    if each.arguments and each.name not in OF_NO_PLACE and getattr(each.view, "door", "anybody") != "anybody"
]


@pytest.fixture(autouse=True)
def _real_addresses(_rooms: None, settings) -> None:
    """The service's own addresses; everybody is in already."""
    settings.ROOT_URLCONF = "doudi.office.urls"
    settings.DOUDI_SECOND_FACTOR = False


@pytest.fixture
def case(county: County, elsewhere: County) -> Case:
    """A decided case of the county, in both of which a policy is in force."""
    in_force(elsewhere)
    made = decided_case(county)
    file_appeal(
        actor=county.actor("county.officer"),
        decision=Decision.objects.get(case=made),
        kind=Appeal.Kind.RECONSIDERATION,
        filed_on=days(30),
        body="清溪县人民政府",
    )
    clerk = county.actor("township.clerk")
    make_receipt(actor=clerk, case=made, on=days(22))
    notice = Notice.objects.filter(case=made).first()
    add_photo(actor=clerk, notice=notice, name="a.png", content=PNG)
    Meeting.objects.create(
        kind=MeetingKind.JOINT,
        title="联席会议",
        area=county.area,
        held_on=days(60),
        place="会议室",
        chair="虚主席",
        called_by=county.actor("county.officer").membership,
        called_at=timezone.now(),
    )
    Objection.objects.create(
        notice=notice, received_on=days(9), how=Objection.How.COUNTER, text="他家有车", received_by=clerk.membership
    )
    Destruction.objects.create(
        area=county.area, reason="期满", proposed_by=county.actor("county.officer").user, proposed_on=days(60)
    )
    checked(county, made)
    return made


def checked(county: County, case: Case) -> None:
    """What a means check leaves behind, and a second case that stands at its check."""
    clerk = county.actor("township.clerk")
    number = invented_number(7, datetime.date(1990, 1, 1), "male")
    add_supporter(
        actor=clerk, household=case.household, case=case.number, name="虚次子", relation="次子", id_number=number
    )
    report = Report.objects.get(request__case=case.number)
    attach(county.actor("county.checker"), report, Upload("a.png", PNG))
    other = apply(county, family(county))
    do(county, other, "accept", days(1))


def objects(county: County, case: Case, name: str) -> dict[str, object]:
    """What the arguments of an address stand for in the county. An address that is new here fails by its name."""
    kept = {
        "step": lambda: case.runs.order_by("pk").last(),
        "case-material": lambda: Material.objects.filter(letter__case=case).first(),
        "decision": lambda: Decision.objects.get(case=case),
        "appeal": lambda: Appeal.objects.get(decision__case=case),
        "standard": lambda: StandardValue.objects.filter(area=county.area).first(),
        "adoption": lambda: Adoption.objects.filter(area=county.area).first(),
        "person": lambda: case.applicant,
        "member": lambda: case.applicant,  # the address of a member has the key of the person
        "account": lambda: county.actor("township.clerk").user,
        "paper": lambda: Paper.objects.filter(subject=case.number).first(),
        "notice": lambda: Notice.objects.filter(photos__isnull=False).first(),
        "meeting": lambda: Meeting.objects.first(),
        "check": lambda: CheckRequest.objects.get(case=case.number),
        "check-settle": lambda: Report.objects.get(request__case=case.number),
        "check-step": lambda: StepRun.objects.get(kind="means_check", state="open"),
        "check-withdraw": lambda: Authorisation.objects.filter(person=case.applicant).first(),
        "check-supporter-off": lambda: Supporter.objects.first(),
        "sample": lambda: Sample.objects.first(),
        "destruction": lambda: Destruction.objects.first(),
        "objection-new": lambda: Notice.objects.filter(photos__isnull=False).first(),
        "objection": lambda: Objection.objects.filter(notice__case=case).first(),
        "role": lambda: Membership.objects.get(pk=county.actor("township.clerk").membership.pk),
    }
    kind = name if name in kept else name.partition("-")[0]
    found = kept[kind]() if kind in kept else None
    return {"pk": found.pk if found else 1}


def values(county: County, case: Case, address: Address) -> dict[str, object]:
    """The arguments with which the address names an object of the county."""
    draft = Draft.objects.get_or_create(made_by=county.actor("township.clerk").membership)[0]
    about = {"number": case.number if address.route.startswith("desk/cases/") else case.household.number}
    about |= {"key": draft.pk, "release": Release.objects.first().pk, "photo": NoticePhoto.objects.first().pk}
    about["file"] = ReportFile.objects.first().pk
    about |= objects(county, case, address.name)
    unknown = set(address.arguments) - set(about)
    assert not unknown, f"{address}: say in this test what {sorted(unknown)} stands for"
    return {name: about[name] for name in address.arguments}


def posts_for(address: Address) -> list[str]:
    """The posts that the door lets in."""
    verbs = address.view.door if isinstance(address.view.door, tuple) else ()
    return [post for post in POSTS if not verbs or any(post in RIGHTS[verb] for verb in verbs)]


def signed_in(county: County, post: str) -> Client:
    """A browser of somebody of the county."""
    client = Client()
    client.force_login(county.actor(post).user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_outsider_finds_nothing_of_another_county(county: County, elsewhere: County, case: Case) -> None:
    leaks = []
    for address in WITH_OBJECT:
        path = address.path(values(county, case, address))
        for post in posts_for(address):
            client = signed_in(elsewhere, post)
            answers = {method: getattr(client, method)(path).status_code for method in ("get", "post")}
            leaks += [(post, method, path, code) for method, code in answers.items() if code not in (403, 404, 405)]
    assert leaks == []


def test_those_of_the_county_find_the_same_objects(county: County, case: Case) -> None:
    missing = []
    for address in WITH_OBJECT:
        path = address.path(values(county, case, address))
        codes = [signed_in(county, post).get(path).status_code for post in posts_for(address)]
        if not {200, 302, 405} & set(codes):
            missing.append((path, codes))
    assert missing == []
