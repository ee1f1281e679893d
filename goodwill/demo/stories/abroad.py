"""Stories in other languages than English."""

from goodwill.demo.script import Plot, answers, settles, writes

PLOTS = (
    Plot(
        "auf Deutsch",
        ("Frage zu meiner {plant}", "Lieferung nach {city}", "Topf mit Sprung ({order})"),
        (
            writes(
                "meine {plant} verliert seit zwei Wochen Blätter, obwohl ich nichts verändert habe. Sie steht am Ostfenster und bekommt "
                "einmal in der Woche Wasser. Haben Sie einen Rat für mich?",
                "liefern Sie auch nach {city}, und was kostet der Versand für eine {plant}? Kommt noch Zoll dazu?",
                "bei der Bestellung {order} hatte der Topf leider einen Sprung. Kann ich einen neuen bekommen? Die Pflanze selbst ist "
                "wunderschön.",
            ),
            answers(
                "vielen Dank für Ihre Nachricht. Das klingt nach trockener Heizungsluft: stellen Sie einen Teller mit nassen Kieseln "
                "unter den Topf und rücken Sie die Pflanze etwas vom Fenster weg. In zwei, drei Wochen sollte sie sich erholt haben.",
                "ja, sehr gern. Der Versand nach {city} kostet 9,90 £, dauert drei bis fünf Tage, und Zoll und Steuern sind schon im "
                "Preis.",
                "das tut mir leid! Ein neuer Topf geht heute noch auf die Reise. Den alten können Sie behalten, als Scherben für die "
                "Drainage.",
            ),
            writes(
                "Herzlichen Dank, das probiere ich aus!",
                "Super, dann bestelle ich heute Abend.",
                "Das ist sehr freundlich, vielen Dank!",
                hours=14,
            ),
        ),
        weight=4,
        language="de",
        agent="jonas",
        tags=("german",),
        team="Care",
    ),
    Plot(
        "en français",
        ("Question sur ma commande {order}", "Feuilles jaunes"),
        (
            writes(
                "j'ai passé la commande {order} il y a dix jours et je n'ai toujours rien reçu à {city}. Pourriez-vous me dire où en est "
                "le colis ?",
                "les feuilles de ma plante jaunissent depuis que je l'ai rempotée. Est-ce grave ? Je l'arrose deux fois par semaine.",
            ),
            answers(
                "je suis désolée pour ce retard. {carrier} me confirme que votre colis est arrivé à {city} ce matin ; il sera livré "
                "d'ici demain.",
                "rassurez-vous, ce n'est pas grave : elle a simplement trop d'eau. Laissez sécher la terre en surface avant d'arroser de "
                "nouveau, et évitez l'engrais pendant six semaines.",
            ),
            writes("C'est arrivé, et la plante est magnifique. Merci beaucoup !", "Merci pour vos conseils, je vais essayer.", hours=30),
            settles("Avec plaisir ! N'hésitez pas à nous envoyer une photo.", hours=2),
        ),
        weight=3,
        language="fr",
        agent="mira",
        tags=("french",),
        team="Care",
    ),
    Plot(
        "en español",
        ("¿Envían a {city}?", "Maceta equivocada en {order}"),
        (
            writes(
                "me gustaría regalar una planta a mi hermana, que vive en {city}. ¿Hacen envíos allí y cuánto tardan?",
                "he recibido el pedido {order}, pero la maceta es de otro color. ¿Se puede cambiar?",
            ),
            answers(
                "¡claro que sí! Tardamos entre cuatro y seis días y el envío cuesta 9,90 £. Podemos incluir una tarjeta escrita a mano.",
                "por supuesto, y perdón por el error. Hoy mismo le enviamos la correcta; la otra puede quedársela.",
            ),
            writes("¡Perfecto! Acabo de hacer el pedido.", "¡Qué amables! Muchas gracias.", hours=9),
        ),
        weight=2,
        language="es",
        agent="teo",
        tags=("spanish",),
        team="Orders",
    ),
    Plot(
        "po polsku",
        ("Zamówienie {order}", "Pytanie o roślinę"),
        (
            writes(
                "chciałabym zapytać, kiedy dotrze moje zamówienie {order}. Przesyłka od trzech dni nie zmienia statusu.",
                "czy ta roślina nadaje się do łazienki bez okna? Szukam czegoś, co zniesie mało światła.",
            ),
            answers(
                "dziękujemy za wiadomość. Paczka jest już w sortowni w mieście {city} i powinna dotrzeć jutro. Przepraszamy za opóźnienie!",
                "bez okna niestety żadna roślina długo nie wytrzyma. Dwie rośliny, które wymieniają się co dwa tygodnie, to dobre "
                "rozwiązanie.",
            ),
            writes("Paczka dotarła, wszystko w porządku. Dziękuję!", "Świetny pomysł, dziękuję!", hours=22),
        ),
        weight=2,
        language="pl",
        agent="jonas",
        tags=("polish",),
        team="Orders",
    ),
    Plot(
        "in het Nederlands",
        ("Vraag over {order}", "Spint in mijn plant?"),
        (
            writes(
                "mijn bestelling {order} is gisteren bezorgd, maar het boek ontbreekt. Komt dat nog apart?",
                "ik zie kleine webjes aan de onderkant van de bladeren. Is dat spint, en wat kan ik eraan doen?",
            ),
            answers(
                "dat klopt, het boek reist in een eigen pakje en komt morgen aan. Sorry dat we dat niet duidelijker hebben gezegd.",
                "dat lijkt inderdaad op spint. Zet de plant om de drie dagen onder de douche, vooral de onderkant. Na vier keer is het "
                "voorbij.",
            ),
            writes("Top, dank je wel!", "Bedankt, de eerste douche is gedaan.", hours=11),
        ),
        weight=2,
        language="nl",
        agent="jonas",
        tags=("dutch",),
        team="Care",
    ),
)
