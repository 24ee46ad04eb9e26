import Metering
import Snapshot

/// One card of the page: a metering point in one delivery category, with its use and its production.
struct MeterCard: Sendable, Equatable {
    var meteringPoint: String
    var deliveryCategory: String
    /// The configured name, or else the id.
    var name: String
    /// Courses with a reading, in order; empty for a meter that has none.
    var courses: [StoredCourse]

    /// Courses of energy, which tariffs apply to: at most one of use and one of production.
    var energies: [StoredCourse] { courses.filter { $0.id.kind == .energy } }

    /// Courses drawn in the chart, at most one of use and one of production: energy, or else the first kind there is.
    var drawn: [StoredCourse] {
        energies.isEmpty ? courses.filter { $0.id.kind == courses.first?.id.kind } : energies
    }

    var drawsPower: Bool { !energies.isEmpty }
}
