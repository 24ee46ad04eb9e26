import Ground
import Metering

extension Configuration {
    /// The IANA name of the time zone that a file without `time_zone` has.
    package static let defaultTimeZone = "Europe/Stockholm"

    /// Creates a configuration with the defaults, the time zone's too.
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

    /// Creates the configuration of `demo`: the simulated utility at a URL, all defaults, and a store to throw away.
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
        configuration.names = names
        return configuration
    }
}
