package import Ground

/// A rule by which a utility picks the power peaks that it bills (`docs/tariffs.md`).
package struct Tariff: Sendable, Hashable {
    /// The span whose mean power counts.
    package enum Interval: String, Sendable, Hashable, CaseIterable {
        case quarter = "15m"
        case hour = "1h"
        /// The day of the tariff's clock.
        case day = "24h"
    }

    /// The span of a bill, and of the label `period`.
    package enum BillingPeriod: String, Sendable, Hashable, CaseIterable {
        case month, year
        /// The twelve months up to the newest whole day.
        case rollingYear = "rolling_year"
    }

    /// The meters that the tariff covers, by whether they measure use or production.
    package enum Microproduction: String, Sendable, Hashable, CaseIterable {
        case include, exclude, only
    }

    /// The price of one kW for one billing period.
    package struct Price: Sendable, Hashable {
        package var amount: Double
        /// As shown: `SEK`.
        package var currency: String

        /// Creates a price of `amount` for each kW and billing period.
        package init(amount: Double, currency: String) {
            self.amount = amount
            self.currency = currency
        }
    }

    /// The label `tariff`.
    package var name: String
    /// Empty: all.
    package var deliveryCategories: [String] = []
    /// Empty: all.
    package var meteringPoints: [String] = []
    package var interval = Interval.hour
    package var billingPeriod = BillingPeriod.month
    /// The number of peaks to pick, at least 1. The billed power is their mean.
    package var peaks = 1
    /// At most one peak a day of the clock.
    package var distinctDays = false
    package var clock = MeteringCalendar.Clock.civil
    /// The first window that matches an interval decides; if none does, the interval does not count. Empty: all count,
    /// with weight 1.
    package var windows: [Window] = []
    package var holidays = Holidays()
    /// The default leaves out production: the API marks it on the readings of producers, and grid companies bill use.
    package var microproduction = Microproduction.exclude
    /// True if the configuration sets ``microproduction`` for this tariff, rather than leaving the default.
    package var namesMicroproduction = false
    /// For the peaks of windows without a price of their own.
    package var price: Price?

    /// Creates a tariff of the highest hour of the month, for every meter of use.
    package init(name: String) {
        self.name = name
    }

    /// The tariff computed where the configuration names none: the highest hour, as information and not as a bill.
    package static let hourly = {
        var tariff = Tariff(name: "hourly")
        tariff.microproduction = .include
        tariff.namesMicroproduction = true
        return tariff
    }()

    /// True for the tariff that is computed if the configuration names none, by any clock: nobody bills by it.
    package var isInformation: Bool {
        var tariff = self
        tariff.clock = Self.hourly.clock
        return tariff == Self.hourly
    }

    /// Returns true if the tariff covers a meter.
    package func applies(to meter: MeterID) -> Bool {
        (deliveryCategories.isEmpty || deliveryCategories.contains(meter.deliveryCategory))
            && (meteringPoints.isEmpty || meteringPoints.contains(meter.meteringPoint))
            && (microproduction == .include || (microproduction == .only) == meter.microproduction)
    }

    /// Returns true if the tariff would cover a meter but for the default of ``microproduction``.
    package func isKeptByDefault(from meter: MeterID) -> Bool {
        guard !namesMicroproduction, !applies(to: meter) else { return false }
        var included = self
        included.microproduction = .include
        return included.applies(to: meter)
    }

    /// Returns the window that decides about an interval: the first that matches it.
    ///
    /// - Parameters:
    ///   - day: the date at the interval's start, by the tariff's clock.
    ///   - minute: the minute of the day at its start, 0 to 1439.
    /// - Returns: a window that matches everything if the tariff has none; nil if no window matches, so the interval
    ///   does not count.
    package func window(day: CivilDay, minute: Int) -> Window? {
        if windows.isEmpty { return Window() }
        return windows.first { $0.matches(day: day, minute: minute, holidays: holidays) }
    }
}
