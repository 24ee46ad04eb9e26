import Ground
import Metering

extension Configuration {
    /// The IANA name of the default time zone.
    package static let defaultTimeZone = "Europe/Stockholm"

    /// Creates a configuration with the defaults, including the time zone.
    ///
    /// - Throws: ``MissingTimeZone``
    package init(customers: [CustomerGroup]) throws(MissingTimeZone) {
        guard let calendar = MeteringCalendar(timeZone: Self.defaultTimeZone) else { throw MissingTimeZone() }
        self.init(customers: customers, calendar: calendar)
    }

    /// The fault of a system that does not know the default time zone.
    package struct MissingTimeZone: Error, CustomStringConvertible {
        package var description: String {
            "the system's time zone database has no \(quoted(defaultTimeZone)), which is the default: install tzdata"
        }
    }

    /// Creates the configuration of `demo`: the simulated utility at a URL, and a temporary store. It requests two
    /// years at once, and has properties, areas and priced tariffs, to show some of everything.
    package static func demo(
        url: String, key: String, customers: [String], names: [String: String], store: String
    ) throws -> Configuration {
        var group = CustomerGroup(
            numbers: customers, name: "demo", subscriptionKey: Secret(key), subscriptionKeySource: .environment)
        group.timeSeriesFlow = true
        group.subsidiary = true
        var configuration = try Configuration(customers: [group])
        configuration.api.url = try BaseURL(url)
        configuration.storage.path = store
        // Two whole years before the current one's months, whatever day it is.
        configuration.timeSeries.lookback = .days(800)
        configuration.invoiced.months = 25
        let properties = [("Ängen 1", 1250.0), ("Bruket 3", 3400.0), ("Centrum 7", 820.0)]
        configuration.properties = Dictionary(uniqueKeysWithValues: properties)
        for (place, point) in names.keys.sorted().enumerated() {
            configuration.facts[point] = GivenFacts(
                name: names[point], property: properties[place % properties.count].0,
                costCenter: String(4711 + place % properties.count), network: "Helsingborg", labels: ["owner": "demo"])
        }
        configuration.tariffs = demoTariffs
        return configuration
    }

    /// The built-in tariff, power of three days of a month, and heat power of the last twelve months. The prices are
    /// made up.
    private static var demoTariffs: [Tariff] {
        var power = Tariff(name: "three-days")
        power.deliveryCategories = ["EL"]
        power.peaks = 3
        power.distinctDays = true
        power.price = Tariff.Price(amount: 45, currency: "SEK")
        var heat = Tariff(name: "heat-year")
        heat.deliveryCategories = ["FJV"]
        heat.interval = .day
        heat.billingPeriod = .rollingYear
        heat.price = Tariff.Price(amount: 700, currency: "SEK")
        return [.hourly, power, heat]
    }
}
