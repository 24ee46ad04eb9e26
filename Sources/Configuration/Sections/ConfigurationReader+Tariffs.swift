import Ground
import Metering

/// The keys of a tariff of `tariffs`.
enum TariffKey: String, SectionKey {
    static let place = "in a tariff of `tariffs`"
    case name, interval, peaks, clock, windows, holidays, microproduction, price
    case deliveryCategories = "delivery_categories"
    case meteringPoints = "metering_points"
    case billingPeriod = "billing_period"
    case distinctDays = "distinct_days"
}

extension ConfigurationReader {
    /// - Parameter clock: for tariffs that name none.
    func readTariffs(
        _ value: ConfigurationValue, groups: [Configuration.CustomerGroup], clock: MeteringCalendar.Clock
    ) -> [Tariff] {
        guard let items = value.items() else { return [] }
        var names: [String: Int] = [:]
        return items.map { item in
            let section = Section<TariffKey>(item)
            let tariff = readTariff(section, of: item, clock)
            if let first = names[tariff.name] {
                (section[.name] ?? item).fault(
                    "two tariffs are called \(quoted(tariff.name)) (the first is on line \(first)): give each its own name"
                )
            } else if !tariff.name.isEmpty {
                names[tariff.name] = (section[.name] ?? item).position.line
            }
            checkReach(tariff, section, groups: groups)
            warnOfOtherCategories(tariff, item, groups: groups)
            return tariff
        }
    }

    /// Warns of a tariff with a price that bills whatever a customer has: electricity's would bill heat too.
    private func warnOfOtherCategories(
        _ tariff: Tariff, _ item: ConfigurationValue, groups: [Configuration.CustomerGroup]
    ) {
        let hasPrice = tariff.price != nil || tariff.windows.contains { $0.price != nil }
        let isNarrowed = !tariff.deliveryCategories.isEmpty || !tariff.meteringPoints.isEmpty
        let categories = groups.map(\.deliveryCategories)
        guard hasPrice, !isNarrowed, categories.contains(where: \.isEmpty) || Set(categories.joined()).count > 1 else {
            return
        }
        item.warn(
            "bills every delivery category, heat as well as electricity: say which in `delivery_categories`, such as [EL]"
        )
    }

    private func readTariff(
        _ section: Section<TariffKey>, of item: ConfigurationValue, _ clock: MeteringCalendar.Clock
    ) -> Tariff {
        var tariff = Tariff(name: section[.name]?.label() ?? "")
        tariff.clock = clock
        if section.isMapping, section[.name] == nil {
            item.fault("`name` is missing: it is the label of the tariff's metrics")
        }
        section.read(.deliveryCategories, into: &tariff.deliveryCategories) { $0.texts() }
        section.read(.meteringPoints, into: &tariff.meteringPoints) { $0.texts(Identifier.fault(of:)) }
        section.read(.interval, into: &tariff.interval) { $0.choice() }
        section.read(.billingPeriod, into: &tariff.billingPeriod) { $0.choice() }
        section.read(.peaks, into: &tariff.peaks) { $0.integer(in: 1...100) }
        section.read(.distinctDays, into: &tariff.distinctDays) { $0.boolean() }
        section.read(.clock, into: &tariff.clock) { $0.choice() }
        section.read(.microproduction, into: &tariff.microproduction) { $0.choice() }
        tariff.namesMicroproduction = section[.microproduction] != nil
        section.read(.holidays, into: &tariff.holidays, readHolidays)
        tariff.price = section[.price].flatMap(readPrice)
        if let windows = section[.windows] {
            tariff.windows = (windows.items() ?? []).map { readWindow($0, interval: tariff.interval) }
            checkWindows(tariff, windows)
        }
        let most = tariff.billingPeriod == .month ? 31 : 366
        if tariff.distinctDays || tariff.interval == .day, tariff.peaks > most {
            let period = tariff.billingPeriod == .month ? "month" : "year"
            section[.peaks]?.fault("a \(period) has fewer than \(tariff.peaks) days, and each peak needs its own")
        }
        checkPrices(tariff, section)
        return tariff
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
                        "\(quoted(text)) is not a holiday: write `sweden`, `eves`, or a date such as `2026-12-31`"
                            + (near.map { ", did you mean `\($0)`?" } ?? ""))
                }
            }
        }
        return holidays
    }

    /// Reports a tariff that no group's metering points can ever have readings for.
    private func checkReach(_ tariff: Tariff, _ section: Section<TariffKey>, groups: [Configuration.CustomerGroup]) {
        guard !groups.isEmpty else { return }
        let lists: [(key: TariffKey, wanted: [String], asked: (Configuration.CustomerGroup) -> [String])] = [
            (.deliveryCategories, tariff.deliveryCategories, \.deliveryCategories),
            (.meteringPoints, tariff.meteringPoints, \.meteringPoints),
        ]
        for list in lists where !list.wanted.isEmpty {
            guard groups.allSatisfy({ !list.asked($0).isEmpty }) else { continue }
            let asked = Set(groups.flatMap(list.asked))
            let others = list.wanted.filter { !asked.contains($0) }
            guard !others.isEmpty else { continue }
            let shown = others.map { quoted($0) }.joined(separator: ", ")
            let message = "no customer group asks for \(shown)"
            if others.count == list.wanted.count {
                section[list.key]?.fault("\(message), so the tariff never has readings")
            } else {
                section[list.key]?.warn(message)
            }
        }
        guard tariff.interval == .quarter else { return }
        let names = groups.filter { $0.resolution == .hour }.map { quoted($0.name) }
        if names.count == groups.count {
            section[.interval]?.fault(
                "readings are hourly (`resolution: hour`) and have no peaks of 15m: use `1h`, or `resolution: quarter`"
            )
        } else if !names.isEmpty {
            section[.interval]?.warn(
                "readings of group \(names.joined(separator: ", ")) are hourly and have no peaks of 15m")
        }
    }
}
