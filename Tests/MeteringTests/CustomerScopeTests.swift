import Metering
import Testing

struct CustomerScopeTests {
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)

    private func standing(
        _ groups: [CustomerScope.Group], _ owners: [(group: String, number: String)], ever: Set<String> = []
    ) -> CustomerScope.Standing {
        CustomerScope(groups, everConfigured: ever).standing(
            of: meter, Set(owners.map { .init(group: $0.group, customerNumber: $0.number) }))
    }

    @Test func aMeterOfAConfiguredNumberIsConfiguredWhateverItsGroupIsCalled() {
        let groups = [CustomerScope.Group(name: "new", numbers: ["0100001"])]
        #expect(standing(groups, [("old", "100001")]) == .configured)
        #expect(standing(groups, [("new", "100002")], ever: ["100002"]) == .unconfigured)
        #expect(standing(groups, [("new", "100002"), ("new", "100001")]) == .configured)
        #expect(standing(groups, [("new", "")]) == .configured)
        #expect(standing(groups, []) == .unconfigured)
    }

    @Test func pointsAndCategoriesThatAreNoLongerAskedForAreUnconfigured() {
        let points = CustomerScope.Group(name: "main", numbers: ["100001"], meteringPoints: ["735999000000000022"])
        #expect(standing([points], [("main", "100001")]) == .unconfigured)
        let categories = CustomerScope.Group(name: "main", numbers: ["100001"], deliveryCategories: ["FJV"])
        #expect(standing([categories], [("main", "100001")]) == .unconfigured)
        #expect(standing([points, .init(name: "b", numbers: ["100001"])], [("main", "100001")]) == .configured)
    }

    @Test func aSubsidiaryIsConfiguredByItsGroupButARemovedNumberIsNotOne() {
        let groups = [CustomerScope.Group(name: "main", numbers: ["100001"])]
        #expect(standing(groups, [("main", "200001")]) == .configured)
        #expect(standing(groups, [("main", "100002")], ever: ["100002"]) == .unconfigured)
    }

    @Test func aPossibleSubsidiaryOfARenamedGroupIsUnclear() {
        let groups = [CustomerScope.Group(name: "main", numbers: ["100001"])]
        #expect(standing(groups, [("before", "200001")]) == .unclear)
        #expect(standing(groups, [("before", "100002")], ever: ["100002"]) == .unconfigured)
        let other = [CustomerScope.Group(name: "main", numbers: ["100001"], deliveryCategories: ["FJV"])]
        #expect(standing(other, [("before", "200001")]) == .unconfigured)
    }
}
