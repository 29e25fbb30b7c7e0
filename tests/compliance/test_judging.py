"""Whoever judges has account, evidence, answer and opinions beside the form; a form shows only the
branches that apply.
"""

import re

import pytest

from compliance.review import actions as review
from compliance.review.acts import ACTS
from tests.compliance.test_wall import text_of


def opined(made):
    made.opine()


def proposed(made):
    made.opine()
    made.propose()


def contested(made):
    review.file_contest(
        incident=made.fresh(), text="Đề nghị xem lại.", by=made.user("person"), at=made.step()
    )


# page: (status, what happened then, who judges, whether both opinions are there)
JUDGED = {
    "cho-y-kien": ("consulting", None, "affairs", False),
    "trinh-ket-luan": ("consulting", opined, "member", True),
    "ket-luan": ("consulting", proposed, "deputy_lead", True),
    "tra-du-thao": ("consulting", proposed, "deputy_lead", True),
    "quyet-dinh-xem-xet-lai": ("concluded", contested, "chairman", True),
}


@pytest.mark.parametrize("slug", JUDGED)
def test_who_judges_has_the_file_beside_the_form(slug, story, as_, counted):
    status, then, who, opinions = JUDGED[slug]
    made = story(status)
    if then:
        then(made)
    page = as_(who).get(f"/ho-so/{made.incident.code}/{slug}/")
    assert page.status_code == 200
    text = text_of(page)
    assert made.fresh().narrative in text
    assert made.incident.evidence.first().label in text
    answer = made.incident.answers.first()
    assert answer is None or answer.text in text
    assert f"Ý kiến phối hợp ({2 if opinions else 0})" in text
    counted(1, "pages on which somebody judges")


def test_every_act_that_judges_is_one_of_these_pages():
    judging = {act.path for act in ACTS if act.beside_file}
    assert judging == {*JUDGED, "xac-nhan-thu-ly"}


def test_a_branch_names_a_field_and_values_of_its_form(story, as_, counted):
    made, rows = story("submitted"), 0
    pages = [("lead", f"/ho-so/{made.incident.code}/thu-ly/")]
    contest = story("concluded")
    contested(contest)
    pages.append(("chairman", f"/ho-so/{contest.incident.code}/quyet-dinh-xem-xet-lai/"))
    running = story("awaiting_answer")
    pages.append(("member", f"/ho-so/{running.incident.code}/de-nghi-dung/"))
    for who, url in pages:
        page = as_(who).get(url)
        html, form = page.content.decode(), page.context["form"]
        branches = re.findall(r'data-when="([^"]+)"', html)
        assert branches, url
        for branch in branches:
            name, _, values = branch.partition("=")
            choices = {str(value) for value, _ in form.fields[name].choices}
            assert set(values.split("|")) <= choices, (url, branch)
            rows += 1
    assert "(nếu có)" not in text_of(as_("lead").get(pages[0][1])).split("Thành viên xử lý")[1][:40]
    counted(rows, "branches of forms")
