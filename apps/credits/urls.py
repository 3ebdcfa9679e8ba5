"""Paths of the credits app; a URL is named after its view."""

from django.urls import path

from apps.credits import views

app_name = "credits"
HERE = "teams/<slug:slug>/credits/"
APPROVAL = f"{HERE}approvals/<uuid:approval_id>/"

urlpatterns = [
    path(HERE, views.credits_show, name="credits_show"),
    path(f"{HERE}balance/", views.balance_show, name="balance_show"),
    path(f"{HERE}unit/", views.unit_change, name="unit_change"),
    path(f"{HERE}entries/", views.entry_list, name="entry_list"),
    path(f"{HERE}entries.<str:kind>", views.entry_export, name="entry_export"),
    path(f"{HERE}agreement/", views.agreement_show, name="agreement_show"),
    path(f"{HERE}prices/", views.price_list, name="price_list"),
    path(f"{HERE}budgets/", views.budget_list, name="budget_list"),
    path(f"{HERE}budgets/save/", views.budget_save, name="budget_save"),
    path(f"{HERE}budgets/<uuid:budget_id>/remove/", views.budget_remove, name="budget_remove"),
    path(f"{HERE}budgets/<uuid:budget_id>/ask/", views.approval_ask, name="approval_ask"),
    path(f"{APPROVAL}decide/", views.approval_decide, name="approval_decide"),
    path(f"{HERE}purse/", views.purse_change, name="purse_change"),
]
