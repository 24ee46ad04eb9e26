package import Exposition

/// The families that are written again for each scrape, after those of the snapshot.
///
/// They are in two parts, each ordered by name. Compressing takes longer than all the rest of a scrape, so one part is
/// compressed only after it has changed, and the other, which always changes, never.
package struct ScrapeTail: Sendable {
    /// The two parts as text.
    struct Text {
        let settled: [UInt8]
        /// Includes the format's end.
        let moving: [UInt8]
    }

    private let settled: @Sendable (Duration) -> [any ScrapedFamily]
    private let moving: @Sendable () -> [any ScrapedFamily]

    /// - Parameters:
    ///   - settled: makes the families that change with a poll or a reload; gets the time that the build of the
    ///     snapshot took.
    ///   - moving: makes the families that change from scrape to scrape.
    package init(
        settled: @escaping @Sendable (Duration) -> [any ScrapedFamily],
        moving: @escaping @Sendable () -> [any ScrapedFamily] = { [] }
    ) {
        self.settled = settled
        self.moving = moving
    }

    /// Writes both parts.
    ///
    /// A family that the snapshot has too is left out, because no family may occur twice in an exposition.
    func text(
        beside current: RenderedFamilies, _ buildDuration: Duration, names: Set<String>, format: ExpositionFormat
    ) -> Text {
        var seen: Set<String> = []
        func write(_ families: [any ScrapedFamily]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Self.usualSize)
            for family in families.sorted(by: { $0.name < $1.name }) {
                guard !current.holds(family), seen.insert(family.openMetricsName).inserted,
                    names.isEmpty || names.contains(where: { family.isSelected(by: $0) })
                else { continue }
                family.write(as: format, to: &bytes)
            }
            return bytes
        }
        let settled = write(settled(buildDuration))
        return Text(settled: settled, moving: write(moving()) + format.end)
    }

    /// The initial capacity of a part, in bytes.
    private static let usualSize = 16 * 1024
}
