/// A way in which an answer's data differ from what the document lets expect, as real APIs' data do.
///
/// The same question at the same time is distorted in the same way, by the seed; see ``FaultRule`` for the requests that
/// meet it and the share of the data.
package enum Distortion: Sendable, Hashable {
    /// The form of a text that is no good UTF-8.
    package enum BadText: String, Sendable, Hashable, CaseIterable {
        /// A letter of two bytes loses its second.
        case cut
        /// A letter comes in Latin-1.
        case latin1
        /// Half of a surrogate pair stands alone, as an escape.
        case surrogate
        /// A byte order mark stands before the page.
        case bom
    }

    /// The clock of times that name no zone.
    package enum Clock: String, Sendable, Hashable, CaseIterable {
        case utc, normal, civil
    }

    /// The answer to a window that ends before a contract began.
    package enum Nothing: Sendable, Hashable {
        /// 204 without a body.
        case noContent
        /// 404 with a message.
        case notFound
    }

    // Units: a share of each object's days.
    /// Known units in other spellings.
    case unitSpelling
    /// Readings from a time on come in another energy unit, a hundred days before the simulated time where none is given.
    case unitChange(to: LargerUnit, at: Int64?)
    /// Units that are null, empty or absent.
    case unitMissing

    // Times: a share of the objects.
    /// Times without a zone.
    case withoutZone(Clock)
    /// Readings from the newest to the oldest.
    case newestFirst
    /// Periods that end this many milliseconds early.
    case shortEnd(by: Int64)
    /// Zeros for the periods up to this many milliseconds from the simulated time on.
    case provisional(ahead: Int64)

    // Corrections: a share of each object's days.
    /// One hour a day with values far too high, which are null or blank once they are this old, in milliseconds.
    case withdrawn(age: Int64)
    /// Values a fifth too high until they are this old, in milliseconds.
    case lateCorrection(age: Int64)

    // Facts: a share of the objects.
    /// A `MaxEffect` of 0 on the first of January of year 1 beside every reading.
    case defaultDate
    /// Facts that are null, from a simulated time on where one is given.
    case nullFacts(from: Int64?)

    // Invoices: a share of each object's months.
    /// Invoices dated 27 days later, with another value.
    case redated
    /// Each invoice, the same amount taken back, and a new one, all on one date.
    case credited

    // Objects: a share of them.
    /// Each object said twice.
    case twice
    /// The hours of a point as an object of its own beside its quarters, before or behind it by turns.
    case hoursToo
    /// A reading of this many milliseconds that ends with the newest quarter.
    case longReading(length: Int64)
    /// An object of the point's former customer, without readings, before the customer's own.
    case formerCustomer

    // Texts: a share of the objects.
    /// Codes and ids with blanks around them.
    case padded
    /// Customer numbers with zeros in front.
    case zeros
    /// Texts that are no good UTF-8; by turns where no form is given.
    case badText(BadText?)

    /// Nothing before a time, twenty days before the simulated time where none is given, and no page for a window before
    /// it.
    case began(Nothing, at: Int64?)

    /// An energy unit above kWh.
    package enum LargerUnit: String, Sendable, Hashable, CaseIterable {
        case megawattHours = "MWh"
        case gigajoules = "GJ"
    }
}
