/// A way in which an answer's data differs from the document, as the data of real APIs does.
///
/// The seed decides what is distorted, so the same question at the same time gets the same answer. ``FaultRule`` says
/// which requests and which share of the data are affected.
package enum Distortion: Sendable, Hashable {
    /// A form of text that is not valid UTF-8.
    package enum BadText: String, Sendable, Hashable, CaseIterable {
        /// A two-byte letter loses its second byte.
        case cut
        /// A letter is encoded in Latin-1.
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

    /// The answer to a window that ends before the contract began.
    package enum Nothing: Sendable, Hashable {
        /// 204 without a body.
        case noContent
        /// 404 with a message.
        case notFound
    }

    // Units: a share of each object's days.
    /// Known units in other spellings.
    case unitSpelling
    /// Readings from a time on are in another energy unit; the default is a hundred days before the simulated time.
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
    /// Zeros for the periods from the simulated time to this many milliseconds after it.
    case provisional(ahead: Int64)

    // Corrections: a share of each object's days.
    /// One hour a day with values far too high, which become null or blank at this age in milliseconds.
    case withdrawn(age: Int64)
    /// Values a fifth too high until they reach this age in milliseconds.
    case lateCorrection(age: Int64)

    // Facts: a share of the objects.
    /// Every reading has a `MaxEffect` of 0 dated 1 January of year 1.
    case defaultDate
    /// Facts that are null; if a time is given, only from that simulated time on.
    case nullFacts(from: Int64?)

    // Invoices: a share of each object's months.
    /// Invoices dated 27 days later, with another value.
    case redated
    /// Each invoice, the same amount taken back, and a new one, all on one date.
    case credited

    // Objects: a share of them.
    /// Each object appears twice.
    case twice
    /// The hours of a metering point as a separate object next to its quarters, alternately before and after it.
    case hoursToo
    /// A reading of this many milliseconds that ends with the newest quarter.
    case longReading(length: Int64)
    /// An object of the metering point's former customer, without readings, before that of the present one.
    case formerCustomer

    // Texts: a share of the objects.
    /// Codes and ids with blanks around them.
    case padded
    /// Customer numbers with zeros in front.
    case zeros
    /// Texts that are not valid UTF-8; if no form is given, each form in turn.
    case badText(BadText?)

    /// No data before a time (default: twenty days before the simulated time), and no page for a window that ends
    /// before it.
    case began(Nothing, at: Int64?)

    /// An energy unit larger than kWh.
    package enum LargerUnit: String, Sendable, Hashable, CaseIterable {
        case megawattHours = "MWh"
        case gigajoules = "GJ"
    }
}
