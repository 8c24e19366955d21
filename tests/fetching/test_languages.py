import pytest

from tasks.languages import identify_language

LONG = {
    "fr": "Les deux délégations ont poursuivi leurs consultations sur le fonctionnement des"
    " ambassades, a indiqué un diplomate, qui a précisé que la date de la prochaine"
    " rencontre serait fixée plus tard. Les questions économiques n'ont pas été abordées"
    " cette fois, selon la même source.",
    "en": "The two delegations continued their consultations about the work of the embassies, a"
    " diplomat said, adding that the date of the next meeting would be settled later on."
    " Economic questions were not touched this time, according to the same source in the"
    " capital.",
    "ru": "Две делегации продолжили консультации о работе посольств, сообщил дипломат и"
    " добавил, что дату следующей встречи согласуют позже. Экономические вопросы в этот"
    " раз не обсуждались, рассказал тот же источник в столице, попросив не называть его"
    " имени.",
    "uk": "Дві делегації продовжили консультації щодо роботи посольств, повідомив дипломат і"
    " додав, що дату наступної зустрічі узгодять пізніше. Економічні питання цього разу не"
    " обговорювали, розповіло те саме джерело у столиці, яке попросило не називати його"
    " імені.",
    "de": "Die beiden Delegationen setzten ihre Beratungen über die Arbeit der Botschaften"
    " fort, sagte ein Diplomat und fügte hinzu, der Termin des nächsten Treffens werde"
    " später festgelegt. Über Wirtschaftsfragen sei diesmal nicht gesprochen worden, hieß"
    " es aus derselben Quelle.",
    "es": "Las dos delegaciones continuaron sus consultas sobre el trabajo de las embajadas,"
    " dijo un diplomático, que añadió que la fecha del próximo encuentro se fijará más"
    " tarde. Esta vez no se trataron asuntos económicos, según la misma fuente, que pidió"
    " no ser identificada.",
    "tr": "İki heyet büyükelçiliklerin çalışmalarına ilişkin istişareleri sürdürdü diyen bir"
    " diplomat, bir sonraki toplantının tarihinin daha sonra belirleneceğini ekledi. Aynı"
    " kaynağa göre bu kez ekonomik konular ele alınmadı ve taraflar yeniden görüşme"
    " konusunda anlaştı.",
}


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("feed", ["en", "ru"])
def test_a_text_tells_its_language_whatever_its_feed(language, feed):
    assert identify_language(LONG[language], feed) == language


@pytest.mark.parametrize(
    ("text", "feed", "declared", "language"),
    [
        ("Poutine et Trump", "fr", None, "fr"),
        ("Istanbul", "tr", None, "tr"),
        ("Istanbul", "en", "de", "de"),
        ("Лавров и Рубио созвонились", "ru", None, "ru"),
        ("Лавров и Рубио созвонились", "en", None, "ru"),
        ("Лавров и Рубио созвонились", "uk", None, "uk"),
        ("Її заява була різкою, і її почули", "ru", None, "uk"),
        ("12 345", "fr", None, "fr"),
        ("", "fr", None, "fr"),
    ],
)
def test_a_short_text_is_in_the_language_of_its_page_or_feed_when_its_letters_allow(
    text, feed, declared, language
):
    assert identify_language(text, feed, declared) == language
