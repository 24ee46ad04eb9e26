import Ground
import Metering
import Testing

@testable import EnergyAPI

/// A time as tests write it.
func time(_ text: String) throws -> Int64 {
    let parts = text.split { "-T: ".contains($0) }.compactMap { Int64($0) }
    try #require(parts.count >= 3)
    let day = Timestamp(utcYear: parts[0], month: parts[1], day: parts[2]).milliseconds
    let clock = parts.dropFirst(3) + [0, 0]
    return day + (clock[clock.startIndex] * 60 + clock[clock.startIndex + 1]) * 60_000
}

func times(_ texts: [String]) throws -> [Int64] { try texts.map { try time($0) } }

/// A page with one object, made of the readings given.
func page(
    _ readings: [String], _ members: String = #""deliveryCategory": "EL""#, point: String = "735999000000000015",
    next: String = "null"
) -> String {
    #"{"consumptions": [{"meteringPoint": "\#(point)", \#(members), "reading": ["#
        + readings.map { "{\($0)}" }.joined(separator: ",\n") + #"]}], "next": \#(next)}"#
}

func decode(
    _ json: String, now: String = "2026-01-01", rules: DecodingRules = DecodingRules(), after cut: CutHour? = nil
) throws -> DecodedPage<ReadingBatch> {
    try PageDecoder.decode(
        Array(json.utf8), now: Timestamp(milliseconds: try time(now)), rules: rules, after: cut)
}

func decodeInvoiced(
    _ json: String, now: String = "2026-01-01", rules: DecodingRules = DecodingRules()
) throws -> InvoiceBatch {
    try PageDecoder.decodeInvoiced(
        Array(json.utf8), now: Timestamp(milliseconds: try time(now)), rules: rules
    ).batch
}

func rules(_ clock: TimesWithoutZone, _ dating: InvoiceDating = .start) throws -> DecodingRules {
    DecodingRules(
        timesWithoutZone: clock, calendar: try #require(MeteringCalendar(timeZone: "Europe/Stockholm")),
        invoiceDating: dating)
}
