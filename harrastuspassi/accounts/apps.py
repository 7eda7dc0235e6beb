from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "harrastuspassi.accounts"
    label = "accounts"
