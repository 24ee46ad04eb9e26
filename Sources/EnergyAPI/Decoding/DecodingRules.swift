import CReadings
package import Metering

/// The configuration's answers to questions that the API's document leaves open about the texts of an answer.
package struct DecodingRules: Sendable {
    package var timesWithoutZone: TimesWithoutZone
    /// The calendar of the configuration's `time_zone`.
    package var calendar: MeteringCalendar
    package var invoiceDating: InvoiceDating
    /// The number of objects or readings in a full page. Behind a full page there may be another that it does not
    /// announce; 0 if every page announces the next one.
    var pageSize = 0

    /// Creates the rules from their parts; the defaults are those of the configuration.
    package init(
        timesWithoutZone: TimesWithoutZone = .utc, calendar: MeteringCalendar = MeteringCalendar(),
        invoiceDating: InvoiceDating = .start
    ) {
        self.timesWithoutZone = timesWithoutZone
        self.calendar = calendar
        self.invoiceDating = invoiceDating
    }
}

extension DecodingRules {
    /// The part of the rules that the C++ reader applies.
    var options: creadings_options {
        creadings_options(
            zoneless_offset: timesWithoutZone == .normal ? 3_600_000 : 0,
            keeps_local_times: timesWithoutZone == .civil ? 1 : 0, keeps_labels: 0)
    }
}
