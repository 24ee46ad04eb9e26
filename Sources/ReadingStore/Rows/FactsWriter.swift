import GRDB
import Ground
import Metering

/// Writes the facts about a meter: the newest answer of an endpoint counts, including what it leaves out.
///
/// Several objects can name one meter. The one with the newest readings counts: a customer who moved out is still
/// named, and may come first.
struct FactsWriter {
    /// The endpoint whose answers are written; the raw value is stored.
    enum Endpoint: String {
        case timeSeries = "timeseries"
        case invoiced
    }

    /// An object that names a meter.
    struct Speaker {
        var origin: Origin
        var facts: MeterFacts
        /// The end of its newest reading on this page; nil if it has none.
        var newest: Int64?
    }

    let database: Database
    let endpoint: Endpoint
    let order: OriginOrder
    /// The time of the poll, the same for all its pages.
    let now: Timestamp

    /// Writes the facts of the object that counts, unless a newer answer is stored.
    func write(_ speakers: [Speaker], of meter: Int64) throws {
        let best = speakers.min { left, right in
            let ends = (left.newest ?? .min, right.newest ?? .min)
            return ends.0 == ends.1 ? order.precedes(left.origin, right.origin) : ends.0 > ends.1
        }
        guard let best, try !isOlder(best, of: meter) else { return }
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM meter_facts WHERE meter = ? AND endpoint = ?"),
            arguments: [meter, endpoint.rawValue])
        guard row.map({ speaks(best, after: Spoken($0)) }) ?? true else { return }
        let newest: Int64? = row?["newest"]
        try replace(best, newest: [newest, best.newest].compactMap { $0 }.max(), of: meter)
    }

    /// Returns true if an object's newest reading is older than the meter's, as with nearly every page that is not the
    /// newest. Its facts need no further comparison.
    private func isOlder(_ one: Speaker, of meter: Int64) throws -> Bool {
        guard endpoint == .timeSeries, let end = one.newest else { return false }
        let newest = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT newest FROM meter_facts WHERE meter = ? AND endpoint = ?"),
            arguments: [meter, endpoint.rawValue])
        return end < newest ?? .min
    }

    /// The source and age of the facts stored for a meter.
    private struct Spoken {
        var origin: Origin
        var newest: Int64
        var poll: Int64
        var pollEnd: Int64
        var hasCustomer: Bool

        init(_ row: Row) {
            let facts = MeterFacts(row)
            origin = Origin(group: row["group"], facts)
            hasCustomer = facts.customerNumber != nil
            newest = row["newest"] ?? .min
            poll = row["said"]
            pollEnd = row["said_end"] ?? .min
        }
    }

    private func speaks(_ one: Speaker, after last: Spoken) -> Bool {
        let end = one.newest ?? .min
        if end > last.newest { return true }
        let isSameCustomer =
            one.facts.customerNumber == nil || !last.hasCustomer
            || one.origin.customerNumber == last.origin.customerNumber
        guard isSameCustomer else { return end == last.newest && order.precedes(one.origin, last.origin) }
        // Old windows of time series have requests of their own, so the facts of their objects may be old.
        guard last.poll == now.milliseconds else {
            return endpoint == .invoiced || one.newest == nil || end == last.newest
        }
        return end == last.pollEnd ? !order.precedes(last.origin, one.origin) : end > last.pollEnd
    }

    private func replace(_ one: Speaker, newest: Int64?, of meter: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO meter_facts (meter, endpoint, "group", customer_number, installation_number, settlement,
                    rate_code, property, subscribed_effect, newest, said, said_end)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (meter, endpoint) DO UPDATE SET "group" = excluded."group",
                    customer_number = excluded.customer_number, installation_number = excluded.installation_number,
                    settlement = excluded.settlement, rate_code = excluded.rate_code, property = excluded.property,
                    subscribed_effect = excluded.subscribed_effect, newest = excluded.newest, said = excluded.said,
                    said_end = excluded.said_end
                """
        ).execute(arguments: [
            meter, endpoint.rawValue, one.origin.group, one.facts.customerNumber, one.facts.installationNumber,
            one.facts.settlement, one.facts.rateCode, one.facts.property, one.facts.subscribedEffect, newest,
            now.milliseconds, one.newest,
        ])
    }
}
