package import Metering

/// The text about a kind of odd answer, for the log and the page.
package struct FindingAdvice: Sendable, Equatable {
    /// The meaning of the finding, one sentence.
    package var meaning: String
    /// The action to take, one or more sentences.
    package var advice: String

    /// - Parameter clock: the configured clock of times without a zone; nil if the configuration does not set one.
    package init(_ finding: Finding, _ clock: TimesWithoutZone?) {
        switch finding {
        case .unitChanged:
            meaning = "Readings came in another unit than before."
            advice =
                "Sums of energy, peaks and charges continue across the change. Check whether your own dashboards use the old unit."
        case .unitMissing:
            meaning = "Readings had no unit."
            advice =
                "They take the unit of the object's other readings or of the meter's only series. Without one, they are shown "
                + "with an empty unit: ask Öresundskraft."
        case .timeWithoutZone: (meaning, advice) = Self.timeWithoutZone(clock)
        case .future:
            meaning = "Readings came before their periods had ended."
            advice =
                "Nothing to do: they count once an answer contains them after their end. If all readings are early, check this "
                + "machine's clock and api.times_without_zone."
        case .duplicate:
            meaning = "Two objects or readings had different values for the same time."
            advice =
                "The shorter reading counts; of equally long ones, the first in the order of customers. Put the right number "
                + "first, or ask Öresundskraft which one is."
        case .withdrawn:
            meaning = "Stored values have been withdrawn."
            advice = "Nothing to do: they no longer count in any sum. Receivers keep what was pushed to them."
        case .refused:
            meaning = "Numbers or metering points are refused."
            advice =
                "Remove from customers what is no longer yours, or ask Öresundskraft for access to it. The exporter asks for it "
                + "once a day, and after a reload."
        case .nullValue:
            meaning = "Periods came without a value."
            advice = "Nothing to do: values that are late come with a later poll. If they do not, ask Öresundskraft."
        case .readingDate:
            meaning = "The MaxEffect of invoiced months lies in another month than the invoice."
            advice =
                "Compare a bill with oresundskraft_invoiced_value. If its month is the one before, set invoiced.reading_date: end."
        case .microproductionOnly:
            meaning = "Metering points are in no tariff because all their readings are marked microproduction."
            advice = "Set microproduction: include in a tariff for them, or exclude to leave them out."
        }
    }

    /// The meaning as the log writes it.
    package var logged: String { meaning.prefix(1).lowercased() + meaning.dropFirst().dropLast() + ". " + advice }

    private static func timeWithoutZone(_ clock: TimesWithoutZone?) -> (meaning: String, advice: String) {
        let meaning = "Times had no zone."
        guard let clock else {
            return (
                meaning,
                "They were read as UTC, but older versions of the API wrote Swedish time: compare a day with Öresundskraft's "
                    + "portal, then set api.times_without_zone to utc, normal or civil."
            )
        }
        let read =
            switch clock {
            case .utc: "UTC"
            case .normal: "normal time, UTC+1 all year"
            case .civil: "the time of time_zone"
            }
        return (meaning, "They were read as \(read), as api.times_without_zone says. Nothing to do.")
    }
}
