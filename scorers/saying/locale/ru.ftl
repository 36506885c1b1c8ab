# Что Kordon говорит по-русски.

## Части фраз

in-days = За { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }

## Критерии: наименования и фразы о срабатывании

carrier_non_delivery = Перевозчик с ранее поступившим извещением о недоставке подконтрольных товаров
    .notices =
        { in-days } о недоставке грузов этим перевозчиком { $count ->
            [one] поступило { $count } извещение
            [few] поступило { $count } извещения
            [many] поступило { $count } извещений
           *[other] поступило { $count } извещения
        }, последнее — по транзиту { $transit }.

driver_non_delivery = Водитель, управлявший рейсом, по которому заявлена недоставка
    .notices =
        { in-days } о недоставке грузов, которые вёз этот водитель, { $count ->
            [one] поступило { $count } извещение
            [few] поступило { $count } извещения
            [many] поступило { $count } извещений
           *[other] поступило { $count } извещения
        }, последнее — по транзиту { $transit }.

consignee_non_delivery = Получатель, в адрес которого ранее не был доставлен транзитный груз
    .notices =
        { in-days } о недоставке грузов в адрес этого получателя { $count ->
            [one] поступило { $count } извещение
            [few] поступило { $count } извещения
            [many] поступило { $count } извещений
           *[other] поступило { $count } извещения
        }, последнее — по транзиту { $transit }.

tir_carnet_misuse = Лицо ранее применяло похищенную, утраченную или просроченную книжку МДП
    .uses =
        { in-days } лицо применило { $count ->
            [one] { $count } недействительную книжку МДП
            [few] { $count } недействительные книжки МДП
            [many] { $count } недействительных книжек МДП
           *[other] { $count } недействительной книжки МДП
        }, последнюю — { $carnet } по транзиту { $transit }; её состояние при открытии: { $fault }.
    .overdue = истёк срок применения ({ $last_day })

transit_of_domestic_marked_goods = Транзит в третьи страны товаров с признаками внутреннего рынка (маркировка, паспорта, этикетки)
    .own =
        Товары, следующие транзитом (страна назначения — { $destination }), имеют признаки внутреннего рынка ({ $count ->
            [1] сообщение
           *[other] сообщения
        } { $findings }).
    .earlier =
        { in-days } { $count ->
            [one] поступило { $count } сообщение
            [few] поступило { $count } сообщения
            [many] поступило { $count } сообщений
           *[other] поступило { $count } сообщения
        } о товарах с признаками внутреннего рынка в транзитах этого лица.

customs_offence_record = Лицо имеет решения об ответственности за таможенные правонарушения
    .within =
        { in-days } { $count ->
            [one] вступило в силу { $count } решение
            [few] вступили в силу { $count } решения
            [many] вступило в силу { $count } решений
           *[other] вступило в силу { $count } решения
        } о таможенных правонарушениях участника или декларанта.
    .ever =
        { $count ->
            [one] Вступило в силу { $count } решение
            [few] Вступили в силу { $count } решения
            [many] Вступило в силу { $count } решений
           *[other] Вступило в силу { $count } решения
        } о таможенных правонарушениях участника или декларанта.

withdraw_and_resubmit = Отзыв декларации при назначенном контроле и повторная подача на ту же партию
    .evaded = Партия из декларации { $declarations }, отозванной при назначенном контроле, декларируется снова ({ $how }).
    .changed = Партия из ранее отозванной декларации { $declarations } декларируется снова с изменениями: { $changed } ({ $how }).
    .goods_code = код товара
    .value = стоимость
    .origin = происхождение
    .weight = вес
    .same_weight = совпадают вес и документ, транзит или контейнер
    .same_packages = совпадают число мест, вес брутто и документ, транзит или контейнер
    .same_goods = совпадают товар, вес, отправитель и транспортное средство или число мест
    .split =
        разделена на { $parts ->
            [one] { $parts } декларацию
            [few] { $parts } декларации
            [many] { $parts } деклараций
           *[other] { $parts } декларации
        }
    .merged =
        объединена из { $parts ->
            [one] { $parts } декларации
            [few] { $parts } деклараций
            [many] { $parts } деклараций
           *[other] { $parts } декларации
        }

office_shift_after_control = Перенос объёмов на другой таможенный орган после усиления контроля
    .moved = После усиления контроля в таможенном органе { $office } доля поданных там деклараций участника снизилась с { $share_before } (всего деклараций — { $n_before }) до { $share_after } (всего — { $n_after }).

off_day_declaring = Участник подаёт декларации преимущественно в нерабочие дни
    .off_days =
        { in-days } в нерабочие дни подано { $off } из { $lodged } ({ $what }); обычная доля нерабочих дней в тех же таможенных органах — { $expected }.
    .off_hours =
        { in-days } в нерабочие дни или в нерабочее время подано { $off } из { $lodged } ({ $what }); обычная доля нерабочих дней в тех же таможенных органах — { $expected }.
    .declarations = декларации
    .with_transits = декларации и транзиты

refuses_technical_documents = Участник не предоставляет техническую документацию на товар
    .this_declaration =
        По этой декларации участник отказал или не ответил в срок на { $count ->
            [one] { $count } запрос
            [few] { $count } запроса
            [many] { $count } запросов
           *[other] { $count } запроса
        } технической документации.
    .in_window =
        { in-days } участник отказал или не ответил в срок на { $count ->
            [one] { $count } запрос
            [few] { $count } запроса
            [many] { $count } запросов
           *[other] { $count } запроса
        } технической документации.

customs_debt = Задолженность по таможенным платежам, пеням и штрафам
    .owed = Участник имеет задолженность по таможенным платежам: { $amounts }; просрочена, срок уплаты — { $since }.
    .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
    .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (государство не указано)

executive_not_at_address = Исполнительный орган отсутствует по юридическому адресу
    .absent = При проверке { $day } исполнительный орган участника по его юридическому адресу не найден.

simplified_tax_regime = Участник работает на упрощённом налоговом режиме
    .regime = Участник работает на упрощённом налоговом режиме ({ $regime }).

head_is_accountant = Руководитель одновременно ведёт бухгалтерию
    .same = Руководитель участника одновременно является его главным бухгалтером.
    .none = Главный бухгалтер у участника не зарегистрирован, бухгалтерию ведёт руководитель.

mass_registration_address = Адрес массовой регистрации (10 и более организаций)
    .shared =
        По адресу участника { $count ->
            [one] зарегистрирована { $count } организация
            [few] зарегистрированы { $count } организации
            [many] зарегистрировано { $count } организаций
           *[other] зарегистрировано { $count } организации
        }; бизнес-центром этот адрес не является.

tax_debt = Задолженность по налогам
    .owed = Участник имеет задолженность по налогам: { $amounts }; просрочена, срок уплаты — { $since }.
    .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
    .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (государство не указано)

permit_refused = Участнику отказано в выдаче разрешительных документов
    .refused =
        { in-days } участнику отказано в выдаче { $count ->
            [one] { $count } разрешительного документа
           *[other] { $count } разрешительных документов
        }.
    .same_goods =
        { in-days } участнику отказано в выдаче { $count ->
            [one] { $count } разрешительного документа
           *[other] { $count } разрешительных документов
        } на такие же товары, как задекларированные.

unlawful_act_information = Сведения о возможных нарушениях запретов, ограничений и прав интеллектуальной собственности
    .information =
        { $count ->
            [one] Действует { $count } сообщение
            [few] Действуют { $count } сообщения
            [many] Действует { $count } сообщений
           *[other] Действует { $count } сообщения
        } о возможных нарушениях участника; источник: { $bodies }.
    .not_stated = не указан

declaration_withdrawals = Участник с отозванными декларациями
    .withdrawn =
        { in-days } участник отозвал { $count } из { $lodged ->
            [one] { $lodged } декларации
            [few] { $lodged } деклараций
            [many] { $lodged } деклараций
           *[other] { $lodged } декларации
        }.

missing_waybill_stamps = В накладной нет оригинальных печатей отправителя или перевозчика
    .numbered = В накладной { $waybill } не обнаружено оригинальных печатей отправителя или перевозчика (сообщение { $findings }).
    .unnumbered = В накладной не обнаружено оригинальных печатей отправителя или перевозчика (сообщение { $findings }).

unattested_corrections = Незаверенные подчистки и исправления в документах
    .numbered = В документе { $document } обнаружены подчистки или исправления, не заверенные отправителем или перевозчиком (сообщение { $findings }).
    .unnumbered = В документах обнаружены подчистки или исправления, не заверенные отправителем или перевозчиком (сообщение { $findings }).

missing_border_marks = Нет отметок должностных лиц пункта пропуска на документах
    .numbered = На документе { $document } нет отметок пункта пропуска (сообщение { $findings }).
    .unnumbered = На документах нет отметок пункта пропуска (сообщение { $findings }).
    .crossed = На документах не обнаружено отметок пункта пропуска (сообщение { $findings }), однако пересечение границы { $crossing } учтено: отметки могут быть электронными.
    .uncrossed =
        На документах не обнаружено отметок пункта пропуска (сообщение { $findings }), и пересечение границы с этим товаром за { $days ->
            [one] { $days } день
            [few] { $days } дня
            [many] { $days } дней
           *[other] { $days } дня
        } не учтено.

signature_mismatch = Подписи одних и тех же лиц в документах различаются
    .numbered = Подпись в документе { $document } отличается от подписей того же лица в других документах (сообщение { $findings }).
    .unnumbered = Подписи одного и того же лица в документах различаются (сообщение { $findings }).

inconsistent_documents = Неполные, противоречивые или сомнительные сведения в документах
    .failed =
        В документах { $count ->
            [one] выявлено { $count } несоответствие
            [few] выявлено { $count } несоответствия
            [many] выявлено { $count } несоответствий
           *[other] выявлено { $count } несоответствия
        } — { $faults }.
    .absent = отсутствуют: { $what }
    .item_values = стоимость товаров — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, а общая сумма по счёту — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .other_currency = валюта счёта — { $found }, в декларации — { $declared }
    .other_amount = сумма счёта — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, в декларации — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .other_amounts =
        сумма { $invoices ->
            [one] { $invoices } счёта
           *[other] { $invoices } счетов
        } — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, в декларации — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .item_weight = вес нетто товара № { $item } ({ NUMBER($net, maximumFractionDigits: 3) } кг) больше веса брутто ({ NUMBER($gross, maximumFractionDigits: 3) } кг)
    .items_weight = вес брутто товаров — { NUMBER($found, maximumFractionDigits: 3) } кг, а общий вес брутто — { NUMBER($declared, maximumFractionDigits: 3) } кг
    .transport_weight = вес брутто по транспортным документам — { NUMBER($found, maximumFractionDigits: 3) } кг, в декларации — { NUMBER($declared, maximumFractionDigits: 3) } кг
    .transport_packages = число мест по транспортным документам — { $found }, в декларации — { $declared }
    .transport_dated = дата транспортного документа ({ $dated }) позже даты регистрации ({ $registered })
    .invoice_dated = дата счёта — { $dated }, а дата транспортного документа — { $transport }
    .invoice_total = общая сумма по счёту
    .invoice_currency = валюта счёта
    .gross_kg_total = общий вес брутто
    .packages_total = общее число мест
    .documents = документы
    .items = товары
    .item_invoice_value = цена товара
    .item_gross_kg = вес брутто товара
    .item_net_kg = вес нетто товара
    .item_packages = число мест товара
    .document_number = номер документа
    .document_date = дата документа
    .document_invoice = счёт (инвойс)
    .document_transport = транспортный документ
    .document_packing_list = упаковочный лист
    .document_export_declaration = экспортная декларация
    .document_certificate = сертификат
    .document_agreement = договор
    .document_insurance = страховой документ

weighed_mass_mismatch = Вес по документам не сходится с весом автомобиля за вычетом тары
    .weighed =
        По весам вес товаров — { NUMBER($weighed, maximumFractionDigits: 0) } кг; { $papers ->
            [one] в { $papers } транспортном документе заявлено
            [few] в { $papers } транспортных документах заявлено
            [many] в { $papers } транспортных документах заявлено
           *[other] в { $papers } транспортного документа заявлено
        } { NUMBER($stated, maximumFractionDigits: 0) } кг.

damaged_cargo_compartment = Повреждён грузовой отсек
    .damaged = Обнаружено повреждение грузового отсека ({ $vehicles }), сведений о ремонте нет (сообщение { $finding }).
    .somewhere_damaged = Обнаружено повреждение грузового отсека, сведений о ремонте нет (сообщение { $finding }).

driver_absent_at_loading = В CMR отмечено отсутствие водителя при погрузке
    .numbered = В накладной { $document } отмечено отсутствие водителя при погрузке.
    .unnumbered = В накладной отмечено отсутствие водителя при погрузке.

hidden_compartments = Скрытые отсеки, не предусмотренные изготовителем
    .concealed = Обнаружен скрытый отсек ({ $vehicles }), сведений о его устранении нет (сообщение { $finding }).
    .somewhere_concealed = В транспортном средстве обнаружен скрытый отсек, сведений о его устранении нет (сообщение { $finding }).

seal_irregularity = Пломбы отсутствуют, нарушены или не совпадают с документами
    .arrived = По документам пломб — { $seals }, при прибытии в таможенный орган { $office }: { $found }.
    .arrived_somewhere = По документам пломб — { $seals }, при прибытии: { $found }.
    .missing = не найдено { $count } ({ $numbers })
    .broken = нарушено { $count } ({ $numbers })
    .broken_illegible = нарушено { $count } (номер не читается)
    .extra = нет в документах: { $count } ({ $numbers })
    .extra_illegible = нет в документах: { $count } (номер не читается)
    .reported = Согласно сообщению { $finding }, пломбы транспортного средства не в порядке.

underloaded_vehicle = Загрузка менее половины объёма грузового отсека
    .load =
        { $loads ->
            [one] { $loads } партия занимает
            [few] { $loads } партии занимают
            [many] { $loads } партий занимают
           *[other] { $loads } партии занимают
        } { NUMBER($volume, maximumFractionDigits: 1) } м³, то есть { $filled } грузового отсека объёмом { NUMBER($space, maximumFractionDigits: 1) } м³.

declared_not_at_destination_office = Декларирование не в том таможенном органе, который назначен при транзите
    .elsewhere = Товары по транзиту { $transit } следовали в таможенный орган { $destination }, а задекларированы в таможенном органе { $office }.

declared_not_at_completing_office = Таможенный орган декларирования не совпадает с завершившим транзит
    .elsewhere = Транзит { $transit } завершён в таможенном органе { $closed_at }, а товары задекларированы в таможенном органе { $office }.

consignee_changed_after_arrival = Смена реквизитов получателя по инициативе перевозчика после прибытия
    .changed = После прибытия товаров по транзиту { $transit } перевозчик изменил сведения о получателе: было — { $before }, стало — { $after }.
    .implicit = По транзиту { $transit } получатель — { $carried }, в декларации — { $declared }; изменений транзита, которые это объясняют, нет.

non_sale_contract_home_consumption = Товар по договору, отличному от купли-продажи, выпускается для внутреннего потребления
    .other = Товар № { $item } выпускается для внутреннего потребления по договору, отличному от купли-продажи ({ $contract }).

undeclared_ip_marking = Маркировка об охране ТЗ/авторских прав при неуказании ИС в декларации
    .found = На товаре № { $item } обнаружены знаки охраны, а в декларации объекты интеллектуальной собственности не указаны (сообщение { $findings }).
    .described = В описании товара № { $item } есть знак { $sign }, а в декларации объекты интеллектуальной собственности не указаны.

zero_duty_code = Нулевая ставка ввозной пошлины
    .rate = Ставка ввозной таможенной пошлины по коду { $code } — { $rate } %.

residual_subheading = «Прочие» подсубпозиции в «прочих» позициях
    .residual = Код { $code } — «прочий»: он охватывает товары, не поименованные в других кодах.

dispatch_origin_trade_differ = Отправление, происхождение и торговля приходятся на разные страны
    .differ =
        { $items ->
            [one] { $items } товар
            [few] { $items } товара
            [many] { $items } товаров
           *[other] { $items } товара
        } (доля в стоимости — { $share }): страна отправления { $dispatch } не совпадает со страной происхождения или с торгующей страной ({ $trading }).
    .differ_unstated =
        { $items ->
            [one] { $items } товар
            [few] { $items } товара
            [many] { $items } товаров
           *[other] { $items } товара
        } (доля в стоимости — { $share }): страна отправления { $dispatch } не совпадает со страной происхождения или с торгующей страной (последняя не указана).

sanctioned_country = Торгующая страна, отправление или назначение под международными санкциями
    .sanctioned =
        { $count ->
            [1] Под международными санкциями находится страна сделки или перевозки
           *[other] Под международными санкциями находятся страны сделки или перевозки
        }: { $countries }.

price_gap_to_similar = Существенное отличие цены от идентичных и однородных товаров
    .gap =
        Товар оценён в { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } долл. США за { $unit }; медиана по { $items ->
            [one] { $items } выпущенному товару
           *[other] { $items } выпущенным товарам
        } { $others ->
            [one] { $others } другого участника
           *[other] { $others } других участников
        } — { NUMBER($usual, minimumFractionDigits: 2, maximumFractionDigits: 2) } долл. США.

value_drop_at_other_office = Снижение уровня стоимости при декларировании в другом таможенном органе
    .drop =
        Товар оценён в { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } долл. США за { $unit }; медиана по { $lines ->
            [one] { $lines } выпущенному товару
           *[other] { $lines } выпущенным товарам
        } того же вида, которые участник декларировал в других таможенных органах, — { NUMBER($usual, minimumFractionDigits: 2, maximumFractionDigits: 2) } долл. США; к уплате на { NUMBER($loss, maximumFractionDigits: 0) } долл. США меньше.

transaction_value_not_used = Таможенная стоимость определена не по цене сделки
    .declared = Стоимость товара № { $item } определена методом { $method }, а не по цене сделки.
    .adjusted = Стоимость товара № { $item } определена методом { $method }, а не по цене сделки, после корректировки должностным лицом.

warehouse_over_throughput = Число оформленных на СВХ транспортных средств выше пропускной способности
    .over =
        { $day } на складе временного хранения таможенные операции совершены с { $count ->
            [one] { $count } транспортным средством
           *[other] { $count } транспортными средствами
        }; пропускная способность — { $capacity } в день.
    .absent =
        Из { $count ->
            [one] { $count } транспортного средства, с которым
           *[other] { $count } транспортных средств, с которыми
        } { $day } совершены таможенные операции, в этот день на складе не было { $absent }.

same_officer_documentary_checks = Документальный контроль одного участника ведёт одно и то же должностное лицо
    .checks =
        { in-days } должностное лицо провело { $by_officer } из { $checks ->
            [one] { $checks } документальной проверки
            [few] { $checks } документальных проверок
            [many] { $checks } документальных проверок
           *[other] { $checks } документальной проверки
        } участника в таможенном органе { $office }, а у остальных участников — { $of_others }.

xray_document_mismatch = Рентгеновский снимок противоречит документам
    .scanned = Рентгеновский снимок (контроль { $control }) противоречит документам.
    .reported = Рентгеновский снимок противоречит документам (сообщение { $findings }).

## Почему форма контроля не предлагается

suppressed-by_category = Участник низкой категории риска: вместо этого контроль после выпуска.
suppressed-by_information = Сведения поступили от органа: сначала должностное лицо принимает решение.
suppressed-by_framework = Рамочный профиль риска: сначала должностное лицо принимает решение.
suppressed-by_doubt = Обнаруженное не подтверждено: сначала должностное лицо принимает решение.
suppressed-by_rejection = Должностное лицо решило, что контроль не требуется.
suppressed-by_closing = Оформление завершено до решения должностного лица: вместо этого контроль после выпуска.

## Почему сигнал больше не действует

end-case_cancelled = Сама декларация или транзит аннулированы.
end-cancelled = То, на чём он был основан, отменено.
end-deleted = Запись реестра, на которой он был основан, удалена.
end-amended = То, на чём он был основан, изменено.
end-cured = Нарушение устранено изменением декларации.
end-told = По сведениям, поступившим позднее, условие не выполняется.
end-register = По нынешним данным реестра условие не выполняется.
end-expired = Срок действия того, на чём он был основан, истёк.
end-parameters = По действующим сейчас параметрам это не срабатывание.
end-unknown = Проверить условие больше нельзя: нужные сведения неизвестны.

## Формы контроля

form-documentary_check = проверка документов и сведений
form-customs_value_check = контроль таможенной стоимости
form-inspection = таможенный досмотр
form-expert_examination = таможенная экспертиза
form-xray_scan = осмотр с применением ИДК
form-weighing = взвешивание
form-seal_check = проверка пломб
form-guarantee = обеспечение уплаты платежей
form-escort_or_route = таможенное сопровождение или установленный маршрут
form-post_release_control = контроль после выпуска

## Категории участников и их основания

category-low = Участник отнесён к категории низкого риска.
category-medium = Участник отнесён к категории среднего риска.
category-high = Участник отнесён к категории высокого риска.
category-low-since = Участник отнесён к категории низкого риска: { $grounds }.
category-medium-since = Участник отнесён к категории среднего риска: { $grounds }.
category-high-since = Участник отнесён к категории высокого риска: { $grounds }.
category-provisional = Категория предварительная: реестр не обновлялся или история коротка.
ground-diplomatic = дипломатическое представительство
ground-aeo = уполномоченный экономический оператор
ground-large_taxpayer = крупный налогоплательщик на мониторинге, ведущий внешнюю торговлю более двух лет
ground-producer = производитель
ground-investor = инвестор
ground-debt = задолженность перед бюджетом
ground-offence = правонарушение за последние 12 месяцев
ground-short = внешняя торговля менее года

## Что следует

case-conclude = Формы контроля назначаются только после решения должностного лица.
case-escalated = Решение в срок не принято: вопрос передаётся руководителю.
case-below_threshold = Оценка риска ниже порога контроля.
case-hit = { $title } (критерий { $code }): { $why }

## Слова сигнала

severity-low = низкая
severity-medium = средняя
severity-high = высокая
direction-import = ввоз
direction-export = вывоз
direction-transit = транзит
status-raised = Действует, по событию { $at } UTC.
status-withdrawn = Отозван.
status-superseded = Утратил силу: условие отпало после завершения оформления; хранится для проверки.
judgement-awaited = До назначения контроля нужно мотивированное решение должностного лица.
judgement-escalated = Решение в срок не принято: вопрос передаётся руководителю.
judgement-confirmed = Подтверждён должностным лицом.
judgement-rejected = Отклонён должностным лицом.

subject-participant = участник
subject-declarant = декларант
subject-carrier = перевозчик
subject-driver = водитель
subject-consignee = получатель
subject-vehicle = транспортное средство
subject-carnet = книжка МДП
subject-consignment = партия
subject-goods_item = товар
subject-document = документ
subject-country = страна
subject-customs_office = таможенный орган
subject-officer = должностное лицо
case-declaration = декларация на товары
case-transit = транзит
case-warehouse_day = день работы СВХ

label-since = с
label-case = дело
label-controls = формы контроля
label-criterion = критерий { $code }, группа { $group }
label-grave = Тяжесть: { $severity }; достоверность: { $confidence }.
label-risk = Оценка риска: { $score }.
label-profiles = Профили риска: { $profiles }.
label-subject = Субъект: { $kind } { $id }.
label-judged = Предмет: { $kind } { $id }.
label-judged_closed = Предмет: { $kind } { $id }, оформление завершено.
label-where = Таможенный орган: { $office }; направление: { $direction }.
label-times = Основание сложилось { $raised } UTC, последнее изменение { $changed } UTC.
label-extensions = Атрибуты, добавленные отправителем: { $extensions }.
label-deadline = Срок: { $deadline } UTC.
label-why = Почему: { $why }
label-ended = Почему не действует: { $why }
label-ended_by = Событие { $event }, источник { $source }, { $at } UTC.
label-missing = Неизвестно: { $missing }.
label-suggested = Предлагается: { $forms }.
label-suppressed = Не предлагается: { $form }. { $why }
label-parameters = Параметры { $version }; сигнал { $alert }.
label-yes = да
label-no = нет

## За что берётся цена товара

unit-kg = 1 кг
unit-code = единицу с кодом { $code }

## Доказательства: что это

evidence-non_delivery = извещение о недоставке
evidence-transit = транзит
evidence-transit_amended = изменение транзита
evidence-transit_arrived = прибытие
evidence-transit_completed = завершение транзита
evidence-declaration = декларация на товары
evidence-declarations = декларации на товары
evidence-declaration_withdrawn = отзыв декларации
evidence-withdrawal = отзыв декларации
evidence-cured_by_amendment = изменение, устранившее нарушение
evidence-crossing = пересечение границы
evidence-finding = сообщение о выявленном
evidence-debt = задолженность
evidence-ref_case = дело о правонарушении
evidence-ref_goods = тариф
evidence-control_assigned = назначенный контроль
evidence-control_result = результат контроля
evidence-post_release_audit = проверка после выпуска
evidence-price_line = прежний товар
evidence-price_reference = ценовой ориентир
evidence-operation = таможенная операция
evidence-request = запрос документов

## Доказательства: показатели

value-transit_id = транзит
value-replaced_on_the_way = заменён в пути
value-carnet_no = книжка МДП
value-status = состояние
value-last_day = последний день
value-overdue = просрочена
value-kind = вид
value-decision_date = дата решения
value-evaded = контроль был назначен
value-changed = изменено
value-office = таможенный орган
value-office_id = таможенный орган
value-how = по признаку
value-matches_in_year = за год
value-declaration = декларация
value-n = всего
value-off_days = в нерабочие дни
value-expected = обычно
value-p = вероятность случайности
value-outcome = исход
value-deadline_at = срок
value-amount = сумма
value-due_date = срок уплаты
value-state = государство
value-confidence = достоверность
value-observer_kind = источник
value-law_area = область права
value-evidence_ref = ссылка
value-contract_kind = вид договора
value-procedure = таможенная процедура
value-remark = отметка
value-sign = знак
value-vehicle = транспортное средство
value-vehicles = транспортные средства
value-trips = рейсы
value-destination_country = страна назначения
value-destination_office_id = таможенный орган назначения
value-departure_office_id = таможенный орган отправления
value-reason = причина
value-document = документ
value-measured_gross_kg = вес по весам, кг
value-tare_kg = тара, кг
value-fuel_crew_kg = топливо и экипаж, кг
value-goods_kg = товары, кг
value-documents_kg = по документам, кг
value-volume_m3 = объём, м³
value-cargo_volume_m3 = грузовой отсек, м³
value-goods_code = код товара
value-import_duty_percent = ввозная пошлина, %
value-dispatch = страна отправления
value-origin = происхождение
value-trading = торгующая страна
value-valuation_method = метод определения стоимости
value-checks = проверки
value-by_officer = этим лицом
value-share_of_others = доля у остальных
value-officers = должностные лица
value-check = проверка
value-fault = несоответствие
value-missing = отсутствуют
value-broken = нарушены
value-extra = нет в документах
value-broken_illegible = нарушены, номер не читается
value-extra_illegible = нет в документах, номер не читается
value-seals = пломбы
value-before = до
value-after = после
value-consignee = получатель
value-initiator = по инициативе
value-n_before = число до
value-n_after = число после
value-share_before = доля до
value-share_after = доля после
value-kg_share_drop = снижение доли веса
value-usd_per_unit = долларов США за единицу
value-median_usd = медиана, долларов США
value-participants = участники
value-ratio = отношение
value-lines = товары
value-adjusted_lines = скорректированные товары
value-offices = таможенные органы
value-loss_usd = потери, долларов США
value-first_time_here = впервые в этом таможенном органе
value-delivery_terms = условия поставки
value-earlier_terms = прежние условия

## Группы критериев

group-01 = Участники, перевозчики, получатели и их прежние действия
group-02 = Документы
group-03 = Транспортные средства, пломбы и маршруты
group-04 = Места декларирования и состав партий
group-05 = Стороны и условия сделки
group-06 = Товары: коды, происхождение, вес и льготы
group-07 = Страны
group-08 = Цены и таможенная стоимость
group-09 = Платежи и обеспечение
group-10 = Склады и должностные лица
group-11 = Рентгеновские снимки

## Доказательства: коды среди показателей

code-status-valid = действует
code-status-stolen = похищена
code-status-lost = утрачена
code-status-invalidated = аннулирована
code-kind-customs_duty = таможенные платежи
code-kind-customs_interest = пени
code-kind-customs_fine = таможенный штраф
code-kind-tax = налог
code-kind-administrative = административное
code-kind-criminal = уголовное
code-reason-declarant_request = по заявлению декларанта
code-reason-technical_duplicate = технический дубликат
code-reason-goods_not_arrived = товары не прибыли
code-outcome-silence = нет ответа в срок
code-outcome-refused = отказ
code-outcome-partial = ответ неполный
code-outcome-provided = ответ с опозданием
code-initiator-declarant = декларант
code-initiator-officer = должностное лицо
code-initiator-carrier = перевозчик
code-origin-declarant = декларант
code-origin-officer = должностное лицо
code-observer_kind-officer = должностное лицо
code-observer_kind-xray_system = инспекционно-досмотровый комплекс
code-observer_kind-sensor = датчик
code-observer_kind-law_enforcement = правоохранительный орган
code-observer_kind-state_body = государственный орган
code-observer_kind-foreign_authority = орган иностранного государства
code-law_area-ip = интеллектуальная собственность
code-law_area-prohibitions_restrictions = запреты и ограничения
code-law_area-payments = платежи
code-law_area-other = иное
