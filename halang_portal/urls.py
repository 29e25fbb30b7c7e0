"""Where everything is. Each app names its own pages."""

from allauth.account import views as account_views
from django.conf import settings
from django.urls import include, path

from halang_portal import api, condition, disclosure, health, views
from halang_portal.answering import API
from halang_portal.once import guard

handler400 = "halang_portal.errors.bad_request"
handler403 = "halang_portal.errors.denied"
handler404 = "halang_portal.errors.not_found"
handler429 = "halang_portal.errors.too_many"
handler500 = "halang_portal.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("chuc-nang/", views.switch_function, name="switch_function"),
    path("ngon-ngu/", views.set_language, name="set_language"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/dang-nhap/", account_views.login, name="account_login"),
    path("tai-khoan/dang-xuat/", account_views.logout, name="account_logout"),
    path("tai-khoan/xac-nhan-lai/", account_views.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/mat-khau/", account_views.password_change, name="account_change_password"),
    path("tai-khoan/quen-mat-khau/", account_views.password_reset, name="account_reset_password"),
    path(
        "tai-khoan/quen-mat-khau/da-gui/",
        account_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path("tai-khoan/dang-ky/", account_views.signup, name="account_signup"),
    path("tai-khoan/hai-buoc/", include("allauth.mfa.urls")),
    path("tai-khoan/phien/<int:pk>/ket-thuc/", views.end_session, name="end_session"),
    path("tai-khoan/phien/", views.sessions, name="usersessions_list"),
    path("tai-khoan/phien/", include("allauth.usersessions.urls")),
    path("bat-dau/", views.first_steps, name="first_steps"),
    path("huong-dan/", views.help_page, name="help"),
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path(".well-known/security.txt", disclosure.security_txt, name="security_txt"),
    path("robots.txt", disclosure.robots, name="robots"),
    path("bao-lo-hong/", disclosure.policy, name="disclosure"),
    path("csp-report/", disclosure.csp_report, name="csp_report"),
    path("suc-khoe/", condition.page, name="condition"),
    path("suc-khoe/thu-thu/", condition.test_letter, name="test_letter"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(f"{API.lstrip('/')}v1/", include((api.urls(), "api"))),
    path("", include("compliance.incidents.urls")),
    path("", include("compliance.review.urls")),
    path("", include("compliance.retention.urls")),
    path("", include("compliance.assurance.urls")),
    path("", include("compliance.registry.urls")),
    path("", include("compliance.rulebook.urls")),
    path("", include("compliance.guidance.urls")),
    path("", include("compliance.desk.urls")),
    path("", include("compliance.files.urls")),
    path("", include("compliance.outbox.urls")),
    path("", include("compliance.audit.urls")),
    path("", include("reports.urls")),
]
if settings.OIDC_PROVIDER:
    urlpatterns += [
        path("tai-khoan/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("tai-khoan/", include("allauth.socialaccount.urls")),
    ]
guard(urlpatterns, ("compliance.", "reports.", "halang_portal.views", "halang_portal.condition"))
