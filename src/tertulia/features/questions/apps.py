from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "tertulia.features.questions"
    label = "questions"
