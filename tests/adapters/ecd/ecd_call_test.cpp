#include "adapters/ecd/ecd_call.hpp"

#include "adapters/ecd/endpoints.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using core::canonical_query;

namespace {

const core::SiteId site{"main", "cn-hangzhou"};

}  // namespace

TEST_CASE("a create names everything and is the one call of its kind") {
    ports::CreateSnapshotRequest request;
    request.desktop_id = "ecd-1";
    request.disk = core::DiskKind::data;
    request.name = "nightly-ecd-1";
    request.description = "a stamp";
    const EcdCall call = create_snapshot_call(site, request);
    CHECK(call.kind == CallKind::create);
    CHECK(call.action == "CreateSnapshot");
    CHECK(call.doing == "CreateSnapshot ecd-1 data in main/cn-hangzhou");
    CHECK(canonical_query(call.query) ==
          "Description=a%20stamp&DesktopId=ecd-1&RegionId=cn-hangzhou&SnapshotName=nightly-ecd-1&SourceDiskType=data");
}

TEST_CASE("desktops are listed whole, pooled ones too, a hundred a page") {
    ports::DesktopQuery query;
    const EcdCall first = describe_desktops_call(site, query);
    CHECK(first.kind == CallKind::read);
    CHECK(first.doing == "DescribeDesktops in main/cn-hangzhou");
    CHECK(canonical_query(first.query) == "FilterDesktopGroup=false&MaxResults=100&RegionId=cn-hangzhou");

    query.next_token = "a=b";
    query.ids = {"ecd-1", "ecd-2"};
    const EcdCall second = describe_desktops_call(site, query);
    CHECK(second.doing == "DescribeDesktops (2 ids) in main/cn-hangzhou");
    CHECK(canonical_query(second.query) ==
          "DesktopId.1=ecd-1&DesktopId.2=ecd-2&FilterDesktopGroup=false&MaxResults=100&NextToken=a%3Db&RegionId=cn-"
          "hangzhou");
}

TEST_CASE("what wakes desktops and puts them to sleep names each of them") {
    const EcdCall wake = wake_desktops_call(site, {"ecd-1", "ecd-2"});
    CHECK(wake.kind == CallKind::power);
    CHECK(wake.action == "WakeupDesktops");
    CHECK(wake.doing == "WakeupDesktops (2 ids) in main/cn-hangzhou");
    CHECK(canonical_query(wake.query) == "DesktopId.1=ecd-1&DesktopId.2=ecd-2&RegionId=cn-hangzhou");
    const EcdCall hibernate = hibernate_desktops_call(site, {"ecd-1"});
    CHECK(hibernate.kind == CallKind::power);
    CHECK(hibernate.action == "HibernateDesktops");
    CHECK(hibernate.doing == "HibernateDesktops ecd-1 in main/cn-hangzhou");
    CHECK(canonical_query(hibernate.query) == "DesktopId.1=ecd-1&RegionId=cn-hangzhou");
}

TEST_CASE("the probe deletes one id a call, and asks by name for one desktop") {
    const EcdCall remove = delete_snapshot_call(site, "s-1");
    CHECK(remove.kind == CallKind::remove);
    CHECK(remove.doing == "DeleteSnapshot s-1 in main/cn-hangzhou");
    CHECK(canonical_query(remove.query) == "RegionId=cn-hangzhou&SnapshotId.1=s-1");
    const EcdCall named = describe_named_call(site, "ecd-1", "probe-1");
    CHECK(named.kind == CallKind::read);
    CHECK(canonical_query(named.query) ==
          "DesktopId=ecd-1&MaxResults=100&RegionId=cn-hangzhou&SnapshotName=probe-1&SnapshotType=user");
}

TEST_CASE("a time range of snapshots is widened to whole seconds") {
    ports::SnapshotQuery query;
    query.created_from = core::utc_from("2026-01-02T03:04:05.900Z");
    query.created_to = core::utc_from("2026-01-02T03:05:05.100Z");
    CHECK(canonical_query(describe_snapshots_call(site, query).query) ==
          "EndTime=2026-01-02T03%3A05%3A06Z&MaxResults=100&RegionId=cn-hangzhou&SnapshotType=user&"
          "StartTime=2026-01-02T03%3A04%3A05Z");
}

TEST_CASE("snapshots are listed of one desktop or by their id, of users or all") {
    ports::SnapshotQuery query;
    query.desktop_id = "ecd-1";
    query.scope = ports::SnapshotScope::all;
    query.next_token = "t";
    const EcdCall of_desktop = describe_snapshots_call(site, query);
    CHECK(of_desktop.doing == "DescribeSnapshots ecd-1 in main/cn-hangzhou");
    CHECK(canonical_query(of_desktop.query) ==
          "DesktopId=ecd-1&MaxResults=100&NextToken=t&RegionId=cn-hangzhou&SnapshotType=all");
    ports::SnapshotQuery by_id;
    by_id.snapshot_id = "s-1";
    CHECK(describe_snapshots_call(site, by_id).doing == "DescribeSnapshots s-1 in main/cn-hangzhou");
    CHECK(describe_regions_call(site).doing == "DescribeRegions in main/cn-hangzhou");
}

TEST_CASE("the endpoint follows from the region unless one is given") {
    CHECK(ecd_endpoint("cn-hangzhou", std::nullopt).value().url == "https://ecd.cn-hangzhou.aliyuncs.com");
    CHECK(ecd_endpoint("cn-hangzhou", std::nullopt).value().host == "ecd.cn-hangzhou.aliyuncs.com");
    const EcdEndpoint own = ecd_endpoint("cn-hangzhou", "http://127.0.0.1:18080").value();
    CHECK(own.url == "http://127.0.0.1:18080");
    CHECK(own.host == "127.0.0.1:18080");
    CHECK(ecd_endpoint("cn-hangzhou", "https://[::1]:8443/").value().host == "[::1]:8443");
}

TEST_CASE("what cannot be a region is refused, also with an endpoint of its own") {
    for (const char* region : {"", "x", "CN-hangzhou", "cn.hangzhou", "cn-hangzhou.evil.com/", "-cn", "cn-", "1cn",
                               "cn hangzhou", "cn-hangzhou\n"}) {
        CAPTURE(region);
        CHECK_FALSE(ecd_endpoint(region, std::nullopt).has_value());
        CHECK_FALSE(ecd_endpoint(region, "http://127.0.0.1:1").has_value());
    }
    CHECK(ecd_endpoint("CN", std::nullopt).error().message ==
          "'CN' is not the name of a region: 2–40 lower-case letters, digits and '-', like cn-hangzhou");
}

TEST_CASE("the cloud's own policies are read fifty a page, and who is attached by the listing's own filter") {
    const EcdCall policies = describe_auto_policies_call(site, "");
    CHECK(policies.kind == CallKind::read);
    CHECK(policies.action == "DescribeAutoSnapshotPolicy");
    CHECK(policies.doing == "DescribeAutoSnapshotPolicy in main/cn-hangzhou");
    CHECK(policies.query == NameValues{{"RegionId", "cn-hangzhou"}, {"MaxResults", "50"}});
    CHECK(describe_auto_policies_call(site, "t1").query.back() == NameValues::value_type{"NextToken", "t1"});

    const EcdCall attached = describe_attached_call(site, "sp-1", "t2");
    CHECK(attached.kind == CallKind::read);
    CHECK(attached.action == "DescribeDesktops");
    CHECK(attached.doing == "DescribeDesktops of sp-1 in main/cn-hangzhou");
    CHECK(attached.query == NameValues{{"RegionId", "cn-hangzhou"},
                                       {"FilterDesktopGroup", "false"},
                                       {"MaxResults", "100"},
                                       {"SnapshotPolicyId", "sp-1"},
                                       {"NextToken", "t2"}});
}
