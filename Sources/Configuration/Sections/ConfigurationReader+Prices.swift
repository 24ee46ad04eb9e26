import Ground
import Metering

/// The keys of a price.
enum PriceKey: String, SectionKey {
    static let place = "under `price` of a tariff"
    case amount, currency
}

extension ConfigurationReader {
    /// Checks the prices of a tariff. They add up, so they are in one currency, and either each peak has a price or
    /// none has.
    func checkPrices(_ tariff: Tariff, _ section: Section<TariffKey>) {
        let prices = tariff.windows.map(\.price) + [tariff.price]
        let currencies = Set(prices.compactMap { $0?.currency }).sorted()
        if currencies.count > 1 {
            section[.name]?.fault(
                "its prices are in \(currencies.joined(separator: " and ")): one tariff has one currency")
        }
        guard tariff.price == nil, tariff.windows.contains(where: { $0.price != nil }) else { return }
        let items = section[.windows]?.items() ?? []
        for (window, item) in zip(tariff.windows, items) where window.price == nil {
            item.fault(
                "has no `price`, although another window has one: give it one, or give the tariff a price for all windows without one"
            )
        }
    }

    func readPrice(_ value: ConfigurationValue) -> Tariff.Price? {
        let section = Section<PriceKey>(value)
        guard section.isMapping else { return nil }
        guard let amount = section[.amount], let currency = section[.currency] else {
            value.fault("needs `amount` (per kW and billing period) and `currency`")
            return nil
        }
        guard let number = amount.decimal(from: 0), let code = currency.text() else { return nil }
        guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }) else {
            currency.fault("\(quoted(code)) is not a currency: write its three letters, as in `SEK`")
            return nil
        }
        return Tariff.Price(amount: number, currency: code)
    }
}
