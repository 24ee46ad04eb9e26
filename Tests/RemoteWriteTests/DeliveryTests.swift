import Testing

@testable import RemoteWrite

@Suite struct DeliveryTests {
    private func samples(_ times: [Int64], series: Int = 0) -> [PushSample] {
        times.map { PushSample(series: series, time: $0, value: Double($0)) }
    }

    /// Delivers to a receiver that refuses some samples; says how often it was asked, and what it took.
    private func deliver(
        _ batch: [PushSample], floor: Int64 = .min, refusing refusal: Refusal,
        where isRefused: (PushSample) -> Bool
    ) -> (delivery: Delivery, requests: Int, taken: [PushSample]) {
        var delivery = Delivery(batch, floor: floor)
        var requests = 0
        var taken: [PushSample] = []
        while let part = delivery.next() {
            requests += 1
            if part.contains(where: isRefused) {
                delivery.refuse(refusal)
            } else {
                delivery.accept()
                taken += part
            }
        }
        return (delivery, requests, taken)
    }

    @Test func aBatchThatIsTakenIsSentOnce() {
        let result = deliver(samples([1, 2, 3]), refusing: .invalid) { _ in false }
        #expect(result.requests == 1 && result.delivery.accepted == 3 && result.delivery.refused.isEmpty)
    }

    @Test(arguments: [[0], [7], [999], [3, 4], [0, 500, 999], Array(400..<420)])
    func onlyTheRefusedSamplesAreLeftOut(_ refused: [Int64]) {
        let batch = samples(Array(0..<1000))
        let result = deliver(batch, refusing: .duplicate) { refused.contains($0.time) }
        #expect(result.delivery.refused == [.duplicate: refused.count])
        #expect(Set(result.taken.map(\.time)) == Set(0..<1000).subtracting(refused))
        #expect(result.delivery.accepted == 1000 - refused.count)
        // Each refused sample costs at most the halvings to it, and the other half at each.
        #expect(result.requests <= 1 + 20 * refused.count)
    }

    @Test func allRefusedAreAllCounted() {
        let result = deliver(samples(Array(0..<100)), refusing: .invalid) { _ in true }
        #expect(result.delivery.refused == [.invalid: 100] && result.delivery.accepted == 0)
    }

    @Test(arguments: [0, 1, 63, 64, 500, 999, 1000])
    func whatIsTooOldIsFoundByHalvingTime(_ tooOld: Int64) {
        // Three series, so that time does not rise through the batch.
        let batch = (0..<3).flatMap { samples(Array(0..<1000), series: $0) }
        let result = deliver(batch, refusing: .tooOld) { $0.time < tooOld }
        #expect(result.delivery.accepted == 3 * (1000 - Int(tooOld)))
        #expect(result.delivery.refused == (tooOld == 0 ? [:] : [.tooOld: 3 * Int(tooOld)]))
        #expect(result.requests <= 30)
        #expect(result.delivery.floor == (tooOld == 0 ? .min : tooOld - 1))
    }

    @Test func whatIsKnownToBeTooOldIsNotSentAgain() {
        let result = deliver(samples(Array(0..<100)), floor: 49, refusing: .tooOld) { $0.time < 50 }
        #expect(result.requests == 1 && result.delivery.refused == [.tooOld: 50] && result.delivery.accepted == 50)
    }

    @Test func aSampleThatIsAloneConcludesNothingWhereThatIsNotAllowed() {
        var delivery = Delivery(samples([5]))
        #expect(delivery.next() != nil && delivery.isAlone)
        delivery.refuse(.outOfBounds, mayRaiseFloor: false)
        #expect(delivery.next() == nil && delivery.floor == .min && delivery.refused == [.outOfBounds: 1])
    }

    @Test func whatIsTooLargeIsSentInSmallerParts() {
        var delivery = Delivery(samples(Array(0..<10)))
        var sizes: [Int] = []
        while let part = delivery.next() {
            sizes.append(part.count)
            if part.count > 3 { delivery.refuseSize() } else { delivery.accept() }
        }
        #expect(sizes == [10, 5, 2, 3, 5, 2, 3] && delivery.accepted == 10 && delivery.refused.isEmpty)
        var alone = Delivery(samples([1]))
        _ = alone.next()
        alone.refuseSize()
        #expect(alone.next() == nil && alone.refused == [.tooLarge: 1])
    }

    @Test func partsStayInOrderOfSeriesAndTime() {
        let batch = (0..<4).flatMap { samples(Array(0..<50), series: $0) }
        var delivery = Delivery(batch)
        var round = 0
        while let part = delivery.next() {
            #expect(part.elementsEqual(part.sorted { ($0.series, $0.time) < ($1.series, $1.time) }))
            round += 1
            if part.count > 10 {
                delivery.refuse(round.isMultiple(of: 2) ? .tooOld : .duplicate)
            } else {
                delivery.accept()
            }
        }
        #expect(delivery.accepted == 200)
    }
}
