import Metering

extension ConfigurationReader {
    func readTariffs(_ value: ConfigurationValue, groups: [Configuration.CustomerGroup]) -> [Tariff] {
        guard let items = value.items() else { return [] }
        var names: [String: Int] = [:]
        return items.map { item in
            let reader = MappingReader(item.node, path: item.path, keys: ConfigurationKeys.tariff, context: context)
            let tariff = readTariff(reader, of: item)
            if let first = names[tariff.name] {
                (reader["name"] ?? item).fault(
                    "two tariffs are called \(quoted(tariff.name)) (the first is on line \(first)): give each a name of its own"
                )
            } else if !tariff.name.isEmpty {
                names[tariff.name] = (reader["name"] ?? item).position.line
            }
            checkReach(tariff, reader, groups: groups)
            return tariff
        }
    }

    private func readTariff(_ reader: MappingReader, of item: ConfigurationValue) -> Tariff {
        var tariff = Tariff(name: reader["name"]?.label() ?? "")
        if reader.isMapping, reader["name"] == nil {
            item.fault("`name` is missing: it is the label of the tariff's metrics")
        }
        tariff.deliveryCategories = reader["delivery_categories"]?.texts() ?? []
        tariff.meteringPoints = reader["metering_points"]?.texts(Identifier.fault(of:)) ?? []
        tariff.interval = reader["interval"]?.choice(of: Tariff.Interval.self) ?? tariff.interval
        tariff.billingPeriod = reader["billing_period"]?.choice(of: Tariff.BillingPeriod.self) ?? tariff.billingPeriod
        tariff.peaks = reader["peaks"]?.integer(in: 1...100) ?? tariff.peaks
        tariff.distinctDays = reader["distinct_days"]?.boolean() ?? tariff.distinctDays
        tariff.clock = reader["clock"]?.choice(of: MeteringCalendar.Clock.self) ?? tariff.clock
        tariff.microproduction =
            reader["microproduction"]?.choice(of: Tariff.Microproduction.self) ?? tariff.microproduction
        if let value = reader["holidays"] { tariff.holidays = readHolidays(value) }
        tariff.price = reader["price"].flatMap(readPrice)
        if let windows = reader["windows"] {
            tariff.windows = (windows.items() ?? []).map { readWindow($0, interval: tariff.interval) }
            checkWindows(tariff, windows)
        }
        let most = tariff.billingPeriod == .month ? 31 : 366
        if tariff.distinctDays || tariff.interval == .day, tariff.peaks > most {
            reader["peaks"]?.fault("a \(tariff.billingPeriod.rawValue) has no \(tariff.peaks) days to have a peak each")
        }
        checkPrices(tariff, reader)
        return tariff
    }

    /// Prices of one tariff add up, so they are in one currency, and each peak has one or none has.
    private func checkPrices(_ tariff: Tariff, _ reader: MappingReader) {
        let prices = tariff.windows.map(\.price) + [tariff.price]
        let currencies = Set(prices.compactMap { $0?.currency }).sorted()
        if currencies.count > 1 {
            reader["name"]?.fault(
                "its prices are in \(currencies.joined(separator: " and ")): one tariff has one currency")
        }
        guard tariff.price == nil, tariff.windows.contains(where: { $0.price != nil }) else { return }
        for (index, window) in tariff.windows.enumerated() where window.price == nil {
            context.faults.add(
                "has no `price` although another window has one: give it one, or give the tariff one for all that have none",
                at: reader["windows"]?.items()?[index].position, path: "\(reader.path).windows[\(index)]")
        }
    }

    func readPrice(_ value: ConfigurationValue) -> Tariff.Price? {
        let reader = MappingReader(value.node, path: value.path, keys: ConfigurationKeys.price, context: context)
        guard reader.isMapping else { return nil }
        guard let amount = reader["amount"], let currency = reader["currency"] else {
            value.fault("needs `amount` (of a kW and billing period) and `currency`")
            return nil
        }
        guard let number = amount.decimal(from: 0), let code = currency.text() else { return nil }
        guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }) else {
            currency.fault("\(quoted(code)) is no currency: write its three letters, as in `SEK`")
            return nil
        }
        return Tariff.Price(amount: number, currency: code)
    }

    private func readHolidays(_ value: ConfigurationValue) -> Holidays {
        var holidays = Holidays(sweden: false)
        let items: [ConfigurationValue] = if case .scalar = value.node.content { [value] } else { value.items() ?? [] }
        for item in items {
            guard let text = item.text() else { continue }
            switch text {
            case "sweden": holidays.sweden = true
            case "eves": holidays.eves = true
            default:
                if let day = CivilDay(text) {
                    holidays.dates.insert(day)
                } else {
                    let near = NearMiss.suggestion(for: text, among: ["sweden", "eves"])
                    item.fault(
                        "\(quoted(text)) is no holiday: write `sweden`, `eves`, or a date such as `2026-12-31`"
                            + (near.map { ", did you mean `\($0)`?" } ?? ""))
                }
            }
        }
        return holidays
    }

    /// A tariff that no group's metering points can ever have readings for is a slip.
    private func checkReach(_ tariff: Tariff, _ reader: MappingReader, groups: [Configuration.CustomerGroup]) {
        guard !groups.isEmpty else { return }
        let lists: [(key: String, wanted: [String], asked: (Configuration.CustomerGroup) -> [String])] = [
            ("delivery_categories", tariff.deliveryCategories, \.deliveryCategories),
            ("metering_points", tariff.meteringPoints, \.meteringPoints),
        ]
        for list in lists where !list.wanted.isEmpty {
            guard groups.allSatisfy({ !list.asked($0).isEmpty }) else { continue }
            let asked = Set(groups.flatMap(list.asked))
            let others = list.wanted.filter { !asked.contains($0) }
            guard !others.isEmpty else { continue }
            let shown = others.map { quoted($0) }.joined(separator: ", ")
            let message = "no customer group asks for \(shown)"
            if others.count == list.wanted.count {
                reader[list.key]?.fault("\(message), so the tariff never has readings")
            } else {
                reader[list.key]?.warn(message)
            }
        }
        guard tariff.interval == .quarter else { return }
        let names = groups.filter { $0.resolution == .hour }.map { quoted($0.name) }
        if names.count == groups.count {
            reader["interval"]?.fault(
                "readings are asked for by the hour (`resolution`), and an hour has no peak of 15m: use `1h`, or `resolution: quarter`"
            )
        } else if !names.isEmpty {
            reader["interval"]?.warn(
                "readings of group \(names.joined(separator: ", ")) are asked for by the hour and have no peak of 15m")
        }
    }
}
