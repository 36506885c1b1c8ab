# Kordon қазақ тілінде не айтады.

## Сөйлем бөліктері

in-days = { $days } күнде

## Өлшемшарттар: атаулары мен іске қосылу туралы сөйлемдер

carrier_non_delivery = Бақылаудағы тауарларды жеткізбегені туралы бұрын хабарлама түскен тасымалдаушы
    .notices = { in-days } осы тасымалдаушының жүкті жеткізбегені туралы { $count } хабарлама түсті, соңғысы — { $transit } транзиті бойынша.

driver_non_delivery = Жеткізілмеген деп хабарланған рейсті жүргізген жүргізуші
    .notices = { in-days } осы жүргізуші тасыған жүктердің жеткізілмегені туралы { $count } хабарлама түсті, соңғысы — { $transit } транзиті бойынша.

consignee_non_delivery = Бұрын атына транзиттік жүк жеткізілмеген алушы
    .notices = { in-days } осы алушының атына жіберілген жүктердің жеткізілмегені туралы { $count } хабарлама түсті, соңғысы — { $transit } транзиті бойынша.

tir_carnet_misuse = Тұлға бұрын ұрланған, жоғалған немесе мерзімі өткен ХЖТ кітапшасын қолданған
    .uses = { in-days } тұлға { $count } жарамсыз ХЖТ кітапшасын қолданды, соңғысы — { $transit } транзиті бойынша { $carnet }; ашылған кездегі жай-күйі: { $fault }.
    .overdue = қолдану мерзімі өткен ({ $last_day })

transit_of_domestic_marked_goods = Ішкі нарық белгілері бар тауарлардың (таңбалау, паспорттар, заттаңбалар) үшінші елдерге транзиті
    .own =
        Транзитпен өтетін тауарларда (межелі ел — { $destination }) ішкі нарық белгілері бар ({ $findings } { $count ->
            [1] хабары
           *[other] хабарлары
        }).
    .earlier = { in-days } осы тұлғаның транзиттерінде ішкі нарық белгілері бар тауарлар туралы { $count } хабар түсті.

customs_offence_record = Тұлғаның кедендік құқық бұзушылықтар үшін жауаптылық туралы шешімдері бар
    .within = { in-days } қатысушының немесе декларанттың кедендік құқық бұзушылықтары туралы { $count } шешім күшіне енді.
    .ever = Қатысушының немесе декларанттың кедендік құқық бұзушылықтары туралы { $count } шешім күшіне енді.

withdraw_and_resubmit = Бақылау тағайындалған кезде декларацияны кері қайтарып алу және сол тауар партиясына қайта беру
    .evaded = Бақылау тағайындалған кезде кері қайтарып алынған { $declarations } декларациясындағы партия қайта декларациялануда ({ $how }).
    .changed = Бұрын кері қайтарып алынған { $declarations } декларациясындағы партия өзгерістермен қайта декларациялануда: { $changed } ({ $how }).
    .goods_code = тауар коды
    .value = құны
    .origin = шығарылған елі
    .weight = салмағы
    .same_weight = салмағы және құжаты, транзиті немесе контейнері бірдей
    .same_packages = орын саны, брутто салмағы және құжаты, транзиті немесе контейнері бірдей
    .same_goods = тауары, салмағы, жөнелтушісі және көлік құралы немесе орын саны бірдей
    .split = { $parts } декларацияға бөлінген
    .merged = { $parts } декларациядан біріктірілген

office_shift_after_control = Бақылау күшейтілгеннен кейін көлемдерді басқа кеден органына ауыстыру
    .moved = { $office } кеден органында бақылау күшейтілгеннен кейін қатысушының сонда берген декларацияларының үлесі төмендеді: бұрын — { $share_before } (барлығы { $n_before } декларация), енді — { $share_after } (барлығы { $n_after }).

off_day_declaring = Қатысушы декларацияларды көбіне жұмыс емес күндері береді
    .off_days = { in-days } { $lodged } құжаттың { $off } данасы ({ $what }) жұмыс емес күндері берілді; сол кеден органдарында жұмыс емес күндердің әдеттегі үлесі — { $expected }.
    .off_hours = { in-days } { $lodged } құжаттың { $off } данасы ({ $what }) жұмыс емес күндері немесе жұмыс уақытынан тыс берілді; сол кеден органдарында жұмыс емес күндердің әдеттегі үлесі — { $expected }.
    .declarations = декларациялар
    .with_transits = декларациялар мен транзиттер

refuses_technical_documents = Қатысушы тауардың техникалық құжаттамасын ұсынбайды
    .this_declaration = Осы декларация бойынша қатысушы техникалық құжаттамаға қатысты { $count } сұрау салуға бас тартты немесе мерзімінде жауап бермеді.
    .in_window = { in-days } қатысушы техникалық құжаттамаға қатысты { $count } сұрау салуға бас тартты немесе мерзімінде жауап бермеді.

customs_debt = Кедендік төлемдер, өсімпұлдар мен айыппұлдар бойынша берешек
    .owed = Қатысушының кедендік төлемдер бойынша берешегі бар: { $amounts }; мерзімі өткен, төлеу мерзімі — { $since }.
    .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
    .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (мемлекеті көрсетілмеген)

executive_not_at_address = Атқарушы орган заңды мекенжайында жоқ
    .absent = { $day } жүргізілген тексеруде қатысушының атқарушы органы заңды мекенжайынан табылмады.

simplified_tax_regime = Қатысушы оңайлатылған салық режимінде жұмыс істейді
    .regime = Қатысушы оңайлатылған салық режимінде жұмыс істейді ({ $regime }).

head_is_accountant = Басшы бухгалтерлік есепті де жүргізеді
    .same = Қатысушының басшысы — оның бас бухгалтері.
    .none = Қатысушының бас бухгалтері тіркелмеген, бухгалтерлік есепті басшы жүргізеді.

mass_registration_address = Жаппай тіркеу мекенжайы (10 және одан көп ұйым)
    .shared = Қатысушының мекенжайында { $count } ұйым тіркелген; бұл мекенжай бизнес-орталық емес.

tax_debt = Салықтар бойынша берешек
    .owed = Қатысушының салықтар бойынша берешегі бар: { $amounts }; мерзімі өткен, төлеу мерзімі — { $since }.
    .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
    .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (мемлекеті көрсетілмеген)

permit_refused = Қатысушыға рұқсат құжаттарын беруден бас тартылған
    .refused = { in-days } қатысушыға { $count } рұқсат құжатын беруден бас тартылды.
    .same_goods = { in-days } қатысушыға декларацияланғандай тауарларға { $count } рұқсат құжатын беруден бас тартылды.

unlawful_act_information = Тыйымдар мен шектеулерді, зияткерлік меншік құқықтарын ықтимал бұзу туралы мәліметтер
    .information = Қатысушының ықтимал бұзушылықтары туралы { $count } хабар күшінде; дереккөзі: { $bodies }.
    .not_stated = көрсетілмеген

declaration_withdrawals = Декларацияларын кері қайтарып алған қатысушы
    .withdrawn = { in-days } қатысушы { $lodged } декларацияның { $count } данасын кері қайтарып алды.

missing_waybill_stamps = Жүкқұжатта жөнелтушінің немесе тасымалдаушының түпнұсқа мөрлері жоқ
    .numbered = { $waybill } жүкқұжатында жөнелтушінің немесе тасымалдаушының түпнұсқа мөрлері табылмады ({ $findings } хабары).
    .unnumbered = Жүкқұжатта жөнелтушінің немесе тасымалдаушының түпнұсқа мөрлері табылмады ({ $findings } хабары).

unattested_corrections = Құжаттарда расталмаған өшірулер мен түзетулер бар
    .numbered = { $document } құжатында жөнелтуші немесе тасымалдаушы растамаған өшірулер немесе түзетулер табылды ({ $findings } хабары).
    .unnumbered = Құжаттарда жөнелтуші немесе тасымалдаушы растамаған өшірулер немесе түзетулер табылды ({ $findings } хабары).

missing_border_marks = Құжаттарда өткізу пунктінің белгілері жоқ
    .numbered = { $document } құжатында өткізу пунктінің белгілері жоқ ({ $findings } хабары).
    .unnumbered = Құжаттарда өткізу пунктінің белгілері жоқ ({ $findings } хабары).
    .crossed = Құжаттардан өткізу пунктінің белгілері табылмады ({ $findings } хабары), бірақ { $crossing } шекарадан өтуі тіркелген: белгілер электрондық болуы мүмкін.
    .uncrossed = Құжаттардан өткізу пунктінің белгілері табылмады ({ $findings } хабары), { in-days } осы тауармен шекарадан өту тіркелмеген.

signature_mismatch = Бір тұлғаның құжаттардағы қолдары әртүрлі
    .numbered = { $document } құжатындағы қол сол тұлғаның басқа құжаттардағы қолынан өзгеше ({ $findings } хабары).
    .unnumbered = Бір тұлғаның құжаттардағы қолдары әртүрлі ({ $findings } хабары).

inconsistent_documents = Құжаттардағы мәліметтер толық емес, қайшы немесе күмәнді
    .failed = Құжаттарда { $count } сәйкессіздік анықталды — { $faults }.
    .absent = көрсетілмеген: { $what }
    .item_values = тауарлардың құны — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, ал шот бойынша жалпы сома — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .other_currency = шоттың валютасы — { $found }, декларацияда — { $declared }
    .other_amount = шоттың сомасы — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, декларацияда — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .other_amounts = { $invoices } шоттың сомасы — { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, декларацияда — { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
    .item_weight = № { $item } тауардың нетто салмағы ({ NUMBER($net, maximumFractionDigits: 3) } кг) брутто салмағынан ({ NUMBER($gross, maximumFractionDigits: 3) } кг) артық
    .items_weight = тауарлардың брутто салмағы — { NUMBER($found, maximumFractionDigits: 3) } кг, ал жалпы брутто салмақ — { NUMBER($declared, maximumFractionDigits: 3) } кг
    .transport_weight = көлік құжаттары бойынша брутто салмақ — { NUMBER($found, maximumFractionDigits: 3) } кг, декларацияда — { NUMBER($declared, maximumFractionDigits: 3) } кг
    .transport_packages = көлік құжаттары бойынша орын саны — { $found }, декларацияда — { $declared }
    .transport_dated = көлік құжатының күні ({ $dated }) тіркеу күнінен ({ $registered }) кейін
    .invoice_dated = шоттың күні — { $dated }, ал көлік құжатының күні — { $transport }
    .invoice_total = шот бойынша жалпы сома
    .invoice_currency = шоттың валютасы
    .gross_kg_total = жалпы брутто салмақ
    .packages_total = жалпы орын саны
    .documents = құжаттар
    .items = тауарлар
    .item_invoice_value = тауардың бағасы
    .item_gross_kg = тауардың брутто салмағы
    .item_net_kg = тауардың нетто салмағы
    .item_packages = тауардың орын саны
    .document_number = құжаттың нөмірі
    .document_date = құжаттың күні
    .document_invoice = шот (инвойс)
    .document_transport = көлік құжаты
    .document_packing_list = орау парағы
    .document_export_declaration = экспорттық декларация
    .document_certificate = сертификат
    .document_agreement = шарт
    .document_insurance = сақтандыру құжаты

weighed_mass_mismatch = Құжаттардағы салмақ автомобильдің ыдыссыз салмағына сәйкес келмейді
    .weighed = Таразы бойынша тауарлардың салмағы — { NUMBER($weighed, maximumFractionDigits: 0) } кг; { $papers } көлік құжатында { NUMBER($stated, maximumFractionDigits: 0) } кг мәлімделген.

damaged_cargo_compartment = Жүк бөлігі зақымдалған
    .damaged = Жүк бөлігінің зақымдалғаны анықталды ({ $vehicles }), жөнделгені туралы мәлімет жоқ ({ $finding } хабары).
    .somewhere_damaged = Жүк бөлігінің зақымдалғаны анықталды, жөнделгені туралы мәлімет жоқ ({ $finding } хабары).

driver_absent_at_loading = CMR жүкқұжатында тиеу кезінде жүргізушінің болмағаны көрсетілген
    .numbered = { $document } жүкқұжатында тиеу кезінде жүргізушінің болмағаны көрсетілген.
    .unnumbered = Жүкқұжатта тиеу кезінде жүргізушінің болмағаны көрсетілген.

hidden_compartments = Дайындаушы көздемеген жасырын бөліктер
    .concealed = Жасырын бөлік анықталды ({ $vehicles }), оның жойылғаны туралы мәлімет жоқ ({ $finding } хабары).
    .somewhere_concealed = Көлік құралында жасырын бөлік анықталды, оның жойылғаны туралы мәлімет жоқ ({ $finding } хабары).

seal_irregularity = Пломбалар жоқ, бұзылған немесе құжаттарға сәйкес келмейді
    .arrived = Құжаттар бойынша пломбалар саны — { $seals }; { $office } кеден органына келгенде: { $found }.
    .arrived_somewhere = Құжаттар бойынша пломбалар саны — { $seals }; келгенде: { $found }.
    .missing = { $count } пломба жоқ ({ $numbers })
    .broken = { $count } пломба бұзылған ({ $numbers })
    .broken_illegible = нөмірі оқылмайтын { $count } пломба бұзылған
    .extra = { $count } пломба құжаттарда көрсетілмеген ({ $numbers })
    .extra_illegible = нөмірі оқылмайтын { $count } пломба құжаттарда көрсетілмеген
    .reported = { $finding } хабары бойынша көлік құралының пломбалары тәртіпте емес.

underloaded_vehicle = Жүк бөлігінің жартысынан азы толтырылған
    .load = { $loads } партия { NUMBER($volume, maximumFractionDigits: 1) } м³ орын алады, бұл көлемі { NUMBER($space, maximumFractionDigits: 1) } м³ жүк бөлігінің { $filled } үлесі.

declared_not_at_destination_office = Транзитте тағайындалғаннан басқа кеден органында декларациялау
    .elsewhere = { $transit } транзиті бойынша тауарлар { $destination } кеден органына бағытталған, бірақ { $office } кеден органында декларацияланған.

declared_not_at_completing_office = Декларациялаған кеден органы транзитті аяқтаған органға сәйкес келмейді
    .elsewhere = { $transit } транзиті { $closed_at } кеден органында аяқталған, ал тауарлар { $office } кеден органында декларацияланған.

consignee_changed_after_arrival = Тауар келгеннен кейін тасымалдаушының бастамасымен алушының деректемелерін өзгерту
    .changed = { $transit } транзиті бойынша тауарлар келгеннен кейін тасымалдаушы алушыны өзгертті: бұрын — { $before }, енді — { $after }.
    .implicit = { $transit } транзиті бойынша алушы — { $carried }, ал декларацияда — { $declared }; бұл транзитті өзгертумен түсіндірілмеген.

non_sale_contract_home_consumption = Сатып алу-сатудан өзге шарт бойынша тауар ішкі тұтыну үшін шығарылады
    .other = № { $item } тауар сатып алу-сатудан өзге шарт ({ $contract }) бойынша ішкі тұтыну үшін шығарылады.

undeclared_ip_marking = Декларацияда зияткерлік меншік көрсетілмеген, ал тауарда қорғау белгілері бар
    .found = № { $item } тауарда қорғау белгілері анықталды, ал декларацияда зияткерлік меншік көрсетілмеген ({ $findings } хабары).
    .described = № { $item } тауардың сипаттамасында { $sign } белгісі бар, ал декларацияда зияткерлік меншік көрсетілмеген.

zero_duty_code = Әкелу кедендік бажының нөлдік мөлшерлемесі
    .rate = { $code } коды бойынша әкелу кедендік бажының мөлшерлемесі — { $rate } %.

residual_subheading = «Басқа» позициялардағы «басқа» қосалқы субпозициялар
    .residual = { $code } коды — «басқа» код: ол өзге кодтарда аталмаған тауарларды қамтиды.

dispatch_origin_trade_differ = Жөнелту, шығарылған және сауда елдері әртүрлі
    .differ = { $items } тауар (құндағы үлесі — { $share }): жөнелту елі { $dispatch } шығарылған елге немесе сауда жасайтын елге ({ $trading }) сәйкес келмейді.
    .differ_unstated = { $items } тауар (құндағы үлесі — { $share }): жөнелту елі { $dispatch } шығарылған елге немесе сауда жасайтын елге (соңғысы көрсетілмеген) сәйкес келмейді.

sanctioned_country = Сауда жасайтын, жөнелту немесе межелі ел халықаралық санкциялар астында
    .sanctioned = Халықаралық санкциялар астындағы мәміле немесе тасымал { $count ->
            [1] елі
           *[other] елдері
        }: { $countries }.

price_gap_to_similar = Бағасы бірдей және біртекті тауарлардың бағасынан едәуір өзгеше
    .gap = Тауар { $unit } үшін { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } АҚШ долларына бағаланған; басқа { $others } қатысушының шығарылған { $items } тауары бойынша медиана — { NUMBER($usual, minimumFractionDigits: 2, maximumFractionDigits: 2) } АҚШ доллары.

value_drop_at_other_office = Басқа кеден органында декларациялаған кезде құн деңгейінің төмендеуі
    .drop = Тауар { $unit } үшін { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } АҚШ долларына бағаланған; қатысушы басқа кеден органдарында декларациялаған дәл осындай шығарылған { $lines } тауар бойынша медиана — { NUMBER($usual, minimumFractionDigits: 2, maximumFractionDigits: 2) } АҚШ доллары; төленетін сома { NUMBER($loss, maximumFractionDigits: 0) } АҚШ долларына кем.

transaction_value_not_used = Кедендік құн мәміле бағасы бойынша анықталмаған
    .declared = № { $item } тауардың құны мәміле бағасымен емес, { $method }-әдіспен анықталған.
    .adjusted = № { $item } тауардың құны лауазымды адам түзеткеннен кейін мәміле бағасымен емес, { $method }-әдіспен анықталған.

warehouse_over_throughput = УСҚ-да ресімделген көлік құралдарының саны өткізу қабілетінен асады
    .over = { $day } уақытша сақтау қоймасында { $count } көлік құралымен кедендік операция жасалды; өткізу қабілеті — күніне { $capacity }.
    .absent = { $day } кедендік операция жасалған { $count } көлік құралының { $absent } бірлігі сол күні қоймада болмаған.

same_officer_documentary_checks = Бір қатысушының құжаттамалық бақылауын үнемі бір лауазымды адам жүргізеді
    .checks = { in-days } лауазымды адам { $office } кеден органында қатысушының { $checks } құжаттамалық тексеруінің { $by_officer } данасын жүргізді, ал басқа қатысушылар бойынша үлесі — { $of_others }.

xray_document_mismatch = Рентген суреті құжаттарға қайшы
    .scanned = Рентген суреті ({ $control } бақылауы) құжаттарға қайшы.
    .reported = Рентген суреті құжаттарға қайшы ({ $findings } хабары).

## Бақылау нысаны неге ұсынылмайды

suppressed-by_category = Қатысушы төмен тәуекел санатында: оның орнына шығарылғаннан кейінгі бақылау.
suppressed-by_information = Мәлімет мемлекеттік органнан түсті: алдымен лауазымды адам шешім қабылдайды.
suppressed-by_framework = Тәуекелдің шектеулі бейіні: алдымен лауазымды адам шешім қабылдайды.
suppressed-by_doubt = Анықталған жайт толық расталмаған: алдымен лауазымды адам шешім қабылдайды.
suppressed-by_rejection = Лауазымды адам бақылау қажет емес деп шешті.
suppressed-by_closing = Ресімдеу лауазымды адамның шешіміне дейін аяқталды: оның орнына шығарылғаннан кейінгі бақылау.

## Белгі неге енді күшінде емес

end-case_cancelled = Декларацияның немесе транзиттің өзі жойылды.
end-cancelled = Негіз болған мәліметтің күші жойылды.
end-deleted = Негіз болған тізілім жазбасы жойылды.
end-amended = Негіз болған мәлімет өзгертілді.
end-cured = Бұзушылық декларацияны өзгерту арқылы жойылды.
end-told = Кейін түскен мәліметтер бойынша шарт орындалмайды.
end-register = Тізілімнің қазіргі деректері бойынша шарт орындалмайды.
end-expired = Негіз болған мәліметтің қолданылу мерзімі аяқталды.
end-parameters = Қазір қолданыстағы параметрлер бойынша бұл іске қосылу емес.
end-unknown = Шартты енді тексеру мүмкін емес: қажетті мәліметтер белгісіз.

## Бақылау нысандары

form-documentary_check = құжаттар мен мәліметтерді тексеру
form-customs_value_check = кедендік құнды бақылау
form-inspection = кедендік жете тексеру
form-expert_examination = кедендік сараптама
form-xray_scan = ИТК қолдана отырып қарап тексеру
form-weighing = өлшеу
form-seal_check = пломбаларды тексеру
form-guarantee = төлемдердің төленуін қамтамасыз ету
form-escort_or_route = кедендік алып жүру немесе белгіленген маршрут
form-post_release_control = шығарылғаннан кейінгі бақылау

## Қатысушылардың санаттары және олардың негіздері

category-low = Қатысушы төмен тәуекел санатына жатады.
category-medium = Қатысушы орташа тәуекел санатына жатады.
category-high = Қатысушы жоғары тәуекел санатына жатады.
category-low-since = Қатысушы төмен тәуекел санатына жатады: { $grounds }.
category-medium-since = Қатысушы орташа тәуекел санатына жатады: { $grounds }.
category-high-since = Қатысушы жоғары тәуекел санатына жатады: { $grounds }.
category-provisional = Санат алдын ала белгіленген: тізілім жаңартылмаған немесе тарихы қысқа.
ground-diplomatic = дипломатиялық өкілдік
ground-aeo = уәкілетті экономикалық оператор
ground-large_taxpayer = екі жылдан астам сыртқы сауда жүргізетін, мониторингтегі ірі салық төлеуші
ground-producer = өндіруші
ground-investor = инвестор
ground-debt = бюджет алдындағы берешек
ground-offence = соңғы 12 айдағы құқық бұзушылық
ground-short = сыртқы саудамен айналысқанына бір жыл толмаған

## Одан не шығады

case-conclude = Бақылау нысандары лауазымды адамның шешімінен кейін ғана тағайындалады.
case-escalated = Шешім мерзімінде қабылданбады: мәселе басшыға беріледі.
case-below_threshold = Тәуекел бағасы бақылау шегінен төмен.
case-hit = { $title } ({ $code }-өлшемшарт): { $why }

## Белгінің сөздері

severity-low = төмен
severity-medium = орташа
severity-high = жоғары
direction-import = әкелу
direction-export = әкету
direction-transit = транзит
status-raised = Күшінде, { $at } UTC оқиғасы бойынша.
status-withdrawn = Кері қайтарып алынды.
status-superseded = Күшін жойды: шарт ресімдеу аяқталғаннан кейін орындалмай қалды; тексеру үшін сақталады.
judgement-awaited = Бақылау тағайындалғанға дейін лауазымды адамның дәлелді шешімі қажет.
judgement-escalated = Шешім мерзімінде қабылданбады: мәселе басшыға беріледі.
judgement-confirmed = Лауазымды адам растады.
judgement-rejected = Лауазымды адам қабылдамады.

subject-participant = қатысушы
subject-declarant = декларант
subject-carrier = тасымалдаушы
subject-driver = жүргізуші
subject-consignee = алушы
subject-vehicle = көлік құралы
subject-carnet = ХЖТ кітапшасы
subject-consignment = партия
subject-goods_item = тауар
subject-document = құжат
subject-country = ел
subject-customs_office = кеден органы
subject-officer = лауазымды адам
case-declaration = тауарларға арналған декларация
case-transit = транзит
case-warehouse_day = УСҚ жұмыс күні

label-since = басталуы
label-case = іс
label-controls = бақылау нысандары
label-criterion = { $code }-өлшемшарт, { $group }-топ
label-grave = Ауырлығы: { $severity }; анықтығы: { $confidence }.
label-risk = Тәуекел бағасы: { $score }.
label-profiles = Тәуекел бейіндері: { $profiles }.
label-subject = Субъект: { $kind } { $id }.
label-judged = Нысана: { $kind } { $id }.
label-judged_closed = Нысана: { $kind } { $id }, ресімдеу аяқталған.
label-where = Кеден органы: { $office }; бағыты: { $direction }.
label-times = Негіз қалыптасқан уақыт { $raised } UTC, соңғы өзгеріс { $changed } UTC.
label-extensions = Жіберуші қосқан атрибуттар: { $extensions }.
label-deadline = Мерзімі: { $deadline } UTC.
label-why = Себебі: { $why }
label-ended = Неге күшінде емес: { $why }
label-ended_by = Оқиға { $event }, дереккөзі { $source }, { $at } UTC.
label-missing = Белгісіз: { $missing }.
label-suggested = Ұсынылады: { $forms }.
label-suppressed = Ұсынылмайды: { $form }. { $why }
label-parameters = Параметрлер { $version }; белгі { $alert }.
label-yes = иә
label-no = жоқ

## Тауар бағасы не үшін алынады

unit-kg = 1 кг
unit-code = коды { $code } бірлік

## Дәлелдемелер: бұл не

evidence-non_delivery = жеткізбеу туралы хабарлама
evidence-transit = транзит
evidence-transit_amended = транзитті өзгерту
evidence-transit_arrived = келу
evidence-transit_completed = транзитті аяқтау
evidence-declaration = тауарларға арналған декларация
evidence-declarations = тауарларға арналған декларациялар
evidence-declaration_withdrawn = декларацияны кері қайтарып алу
evidence-withdrawal = декларацияны кері қайтарып алу
evidence-cured_by_amendment = бұзушылықты жойған өзгеріс
evidence-crossing = шекарадан өту
evidence-finding = анықталған жайт туралы хабар
evidence-debt = берешек
evidence-ref_case = құқық бұзушылық туралы іс
evidence-ref_goods = тариф
evidence-control_assigned = тағайындалған бақылау
evidence-control_result = бақылау нәтижесі
evidence-post_release_audit = шығарылғаннан кейінгі тексеру
evidence-price_line = бұрынғы тауар
evidence-price_reference = баға бағдары
evidence-operation = кедендік операция
evidence-request = құжаттарға сұрау салу

## Дәлелдемелер: көрсеткіштер

value-transit_id = транзит
value-replaced_on_the_way = жолда ауыстырылған
value-carnet_no = ХЖТ кітапшасы
value-status = жай-күйі
value-last_day = соңғы күні
value-overdue = мерзімі өткен
value-kind = түрі
value-decision_date = шешім күні
value-evaded = бақылау тағайындалған
value-changed = өзгертілгені
value-office = кеден органы
value-office_id = кеден органы
value-how = белгісі
value-matches_in_year = бір жылда
value-declaration = декларация
value-n = барлығы
value-off_days = жұмыс емес күндері
value-expected = әдетте
value-p = кездейсоқтық ықтималдығы
value-outcome = нәтижесі
value-deadline_at = мерзімі
value-amount = сомасы
value-due_date = төлеу мерзімі
value-state = мемлекет
value-confidence = анықтығы
value-observer_kind = дереккөзі
value-law_area = құқық саласы
value-evidence_ref = сілтеме
value-contract_kind = шарт түрі
value-procedure = кедендік рәсім
value-remark = белгі қойылған
value-sign = белгі
value-vehicle = көлік құралы
value-vehicles = көлік құралдары
value-trips = рейстер
value-destination_country = межелі ел
value-destination_office_id = межелі кеден органы
value-departure_office_id = жөнелту кеден органы
value-reason = себебі
value-document = құжат
value-measured_gross_kg = таразы бойынша салмақ, кг
value-tare_kg = ыдыс, кг
value-fuel_crew_kg = отын мен экипаж, кг
value-goods_kg = тауарлар, кг
value-documents_kg = құжаттар бойынша, кг
value-volume_m3 = көлемі, м³
value-cargo_volume_m3 = жүк бөлігі, м³
value-goods_code = тауар коды
value-import_duty_percent = әкелу бажы, %
value-dispatch = жөнелту елі
value-origin = шығарылған елі
value-trading = сауда жасайтын ел
value-valuation_method = құнды анықтау әдісі
value-checks = тексерулер
value-by_officer = осы адам жүргізгені
value-share_of_others = басқалардағы үлесі
value-officers = лауазымды адамдар
value-check = тексеру
value-fault = сәйкессіздік
value-missing = жоқ
value-broken = бұзылған
value-extra = құжаттарда жоқ
value-broken_illegible = бұзылған, нөмірі оқылмайды
value-extra_illegible = құжаттарда жоқ, нөмірі оқылмайды
value-seals = пломбалар
value-before = дейін
value-after = кейін
value-consignee = алушы
value-initiator = бастамашы
value-n_before = дейінгі саны
value-n_after = кейінгі саны
value-share_before = дейінгі үлесі
value-share_after = кейінгі үлесі
value-kg_share_drop = салмақ үлесінің төмендеуі
value-usd_per_unit = бірлігіне АҚШ доллары
value-median_usd = медиана, АҚШ доллары
value-participants = қатысушылар
value-ratio = қатынасы
value-lines = тауарлар
value-adjusted_lines = түзетілген тауарлар
value-offices = кеден органдары
value-loss_usd = шығын, АҚШ доллары
value-first_time_here = осы кеден органында алғаш рет
value-delivery_terms = жеткізу шарттары
value-earlier_terms = бұрынғы шарттар

## Критерийлер топтары

group-01 = Қатысушылар, тасымалдаушылар мен алушылар және олардың бұрынғы әрекеттері
group-02 = Құжаттар
group-03 = Көлік құралдары, пломбалар және бағыттар
group-04 = Декларациялау орындары және партиялардың құрамы
group-05 = Мәміле тараптары мен шарттары
group-06 = Тауарлар: кодтары, шығу тегі, салмағы және жеңілдіктері
group-07 = Елдер
group-08 = Бағалар және кедендік құн
group-09 = Төлемдер және қамтамасыз ету
group-10 = Қоймалар және лауазымды адамдар
group-11 = Рентген суреттері

## Дәлелдемелер: көрсеткіштердегі кодтар

code-status-valid = жарамды
code-status-stolen = ұрланған
code-status-lost = жоғалған
code-status-invalidated = күші жойылған
code-kind-customs_duty = кедендік төлемдер
code-kind-customs_interest = өсімпұл
code-kind-customs_fine = кедендік айыппұл
code-kind-tax = салық
code-kind-administrative = әкімшілік
code-kind-criminal = қылмыстық
code-reason-declarant_request = декларанттың өтініші бойынша
code-reason-technical_duplicate = техникалық телнұсқа
code-reason-goods_not_arrived = тауарлар келмеген
code-outcome-silence = мерзімінде жауап жоқ
code-outcome-refused = бас тартылды
code-outcome-partial = жауап толық емес
code-outcome-provided = жауап кешіккен
code-initiator-declarant = декларант
code-initiator-officer = лауазымды адам
code-initiator-carrier = тасымалдаушы
code-origin-declarant = декларант
code-origin-officer = лауазымды адам
code-observer_kind-officer = лауазымды адам
code-observer_kind-xray_system = инспекциялық-тексеріп қарау кешені
code-observer_kind-sensor = датчик
code-observer_kind-law_enforcement = құқық қорғау органы
code-observer_kind-state_body = мемлекеттік орган
code-observer_kind-foreign_authority = шет мемлекеттің органы
code-law_area-ip = зияткерлік меншік
code-law_area-prohibitions_restrictions = тыйымдар мен шектеулер
code-law_area-payments = төлемдер
code-law_area-other = өзге
