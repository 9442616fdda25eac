"""Addresses that stand inside credentials: outside any institution, and forever."""

from django.urls import path

from credentials.views import accepting, documents, portfolios, public

app_name = "documents"
urlpatterns = [
    path("verify", public.check_credential, name="check_credential"),
    path(
        "credentials/<uuid:public_id>.<slug:suffix>",
        documents.credential_file,
        name="credential_file",
    ),
    path("credentials/<uuid:public_id>", public.verify_credential, name="verify_credential"),
    path("credentials/<uuid:public_id>/rely", public.rely_on_credential, name="rely_on_credential"),
    path("credentials/portfolios/<uuid:public_id>", portfolios.portfolio, name="portfolio"),
    path(
        "credentials/achievements/<uuid:public_id>/accept",
        accepting.accept_when_hiring,
        name="accept_when_hiring",
    ),
    path("credentials/acceptances/<uuid:public_id>", accepting.acceptance, name="acceptance"),
    path(
        "credentials/acceptances/<uuid:public_id>/stop",
        accepting.stop_accepting,
        name="stop_accepting",
    ),
    path("credentials/achievements/<uuid:public_id>", public.achievement, name="achievement"),
    path(
        "credentials/achievements/<uuid:public_id>/<slug:family>-<int:step>.<slug:suffix>",
        documents.achievement_picture,
        name="achievement_picture",
    ),
    path(
        "credentials/endorsements/<uuid:public_id>.<slug:suffix>",
        documents.endorsement_file,
        name="endorsement_file",
    ),
    path("credentials/endorsements/<uuid:public_id>", public.endorsement, name="endorsement"),
    path("institutions/<slug:slug>/did.json", documents.institution_did, name="institution_did"),
    path("employers/<slug:slug>/did.json", documents.employer_did, name="employer_did"),
    path("status/<uuid:public_id>", documents.status_list, name="status_list"),
]
