"""How the documents of the API are made (drf-spectacular). settings.py takes it over."""

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "api.common.documents.V1Generator",
    # Enumerations are named where they are mapped, and everything stands in the order it is declared in.
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
