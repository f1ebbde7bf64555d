#include "core/task/error_class.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap::core;

namespace {

struct Row {
    int status;
    const char* code;
    ErrorClass wanted;
};

void check(const std::vector<Row>& rows, RetryNamed retry_named = RetryNamed::no) {
    for (const auto& row : rows) {
        CAPTURE(row.status);
        CAPTURE(row.code);
        CHECK(std::string(text(classify(row.status, row.code, retry_named))) == text(row.wanted));
    }
}

}  // namespace

TEST_CASE("throttling is recognised with every status the service uses for it") {
    check({{400, "Throttling", ErrorClass::throttled},
           {400, "Throttling.User", ErrorClass::throttled},
           {403, "Throttling.Api", ErrorClass::throttled},
           {429, "Throttling.User", ErrorClass::throttled},
           {503, "Throttling", ErrorClass::throttled},
           {400, "Rejected.Throttling", ErrorClass::throttled},
           {400, "FlowControlError", ErrorClass::throttled},
           {429, "", ErrorClass::throttled},
           {429, "SomethingNew", ErrorClass::throttled},
           {400, "QpsLimitExceeded", ErrorClass::throttled}});
}

TEST_CASE("an answer that says when to come again is throttling, whatever its code") {
    check({{503, "ServiceUnavailable", ErrorClass::throttled},
           {400, "FlowTooHigh", ErrorClass::throttled},
           {403, "SomethingNew", ErrorClass::throttled}},
          RetryNamed::yes);
}

TEST_CASE("a repeated nonce says nothing about the effect, whatever else the answer says") {
    check({{400, "SignatureNonceUsed", ErrorClass::ambiguous}});
    check({{400, "SignatureNonceUsed", ErrorClass::ambiguous}}, RetryNamed::yes);
}

TEST_CASE("what the service itself has trouble with is temporary") {
    check({{503, "ServiceUnavailable", ErrorClass::temporary},
           {503, "ServiceUnavailable.RegionMaintaining", ErrorClass::temporary},
           {500, "InternalError", ErrorClass::temporary},
           {500, "InvalidParameter", ErrorClass::temporary},
           {502, "", ErrorClass::temporary}});
}

TEST_CASE("what is wrong with the key is credentials, also where it starts like something else") {
    check({{400, "InvalidAccessKeyId.NotFound", ErrorClass::credentials},
           {404, "InvalidAccessKeyId.NotFound", ErrorClass::credentials},
           {400, "InvalidAccessKeyId.Inactive", ErrorClass::credentials},
           {403, "Forbidden.AccessKeyDisabled", ErrorClass::credentials},
           {400, "SignatureDoesNotMatch", ErrorClass::credentials},
           {400, "IncompleteSignature", ErrorClass::credentials},
           {400, "MissingAccessKeyId", ErrorClass::credentials},
           {400, "MissingSecurityToken", ErrorClass::credentials},
           {400, "InvalidSecurityToken.Expired", ErrorClass::credentials},
           {400, "InvalidSecurityToken.Malformed", ErrorClass::credentials},
           {400, "InvalidSecurityToken.MismatchWithAccessKey", ErrorClass::credentials}});
}

TEST_CASE("a refused date is clock skew") {
    check({{400, "InvalidTimeStamp.Expired", ErrorClass::clock_skew},
           {400, "InvalidTimeStamp.Format", ErrorClass::clock_skew},
           {400, "IllegalTimestamp", ErrorClass::clock_skew}});
}

TEST_CASE("what the key may not do is permission") {
    check({{403, "Forbidden.RAM", ErrorClass::permission},
           {403, "Forbidden", ErrorClass::permission},
           {403, "Forbidden.SubUser", ErrorClass::permission},
           {403, "NoPermission", ErrorClass::permission},
           {403, "NoPermission.DesktopNotAuthorized", ErrorClass::permission},
           {403, "SubAccountNotAuthorized", ErrorClass::permission},
           {403, "AccessDenied", ErrorClass::permission}});
}

TEST_CASE("a limit on the number of snapshots is quota") {
    check({{403, "QuotaExceed.Snapshot", ErrorClass::quota},
           {403, "QuotaExceeded", ErrorClass::quota},
           {403, "SnapshotLimitExceeded", ErrorClass::quota},
           {403, "LimitExceed.Snapshot", ErrorClass::quota},
           {403, "Quota.Snapshot", ErrorClass::quota}});
}

TEST_CASE("another snapshot in progress is busy, not a wrong state") {
    check({{403, "IncorrectDiskStatus.CreatingSnapshot", ErrorClass::busy},
           {400, "SnapshotInProgress", ErrorClass::busy},
           {400, "IncorrectDesktopStatus.SnapshotInProgress", ErrorClass::busy},
           {409, "OperationConflict", ErrorClass::busy}});
}

TEST_CASE("a state that allows no snapshot is not ready") {
    check({{400, "IncorrectDesktopStatus", ErrorClass::not_ready},
           {403, "IncorrectDiskStatus", ErrorClass::not_ready},
           {400, "IncorrectInstanceStatus", ErrorClass::not_ready},
           {400, "InvalidDesktopStatus", ErrorClass::not_ready},
           {400, "InvalidDirectoryStatus", ErrorClass::not_ready},
           {400, "DirectoryNotReady", ErrorClass::not_ready}});
}

TEST_CASE("a name that a snapshot has is name_taken") {
    check({{400, "InvalidSnapshotName.Duplicate", ErrorClass::name_taken},
           {400, "InvalidSnapshotName.AlreadyExists", ErrorClass::name_taken},
           {409, "SnapshotNameAlreadyExist", ErrorClass::name_taken}});
}

TEST_CASE("only a missing desktop, disk or snapshot is gone") {
    check({{404, "InvalidDesktopId.NotFound", ErrorClass::gone},
           {404, "InvalidSnapshotId.NotFound", ErrorClass::gone},
           {404, "InvalidDiskId.NotFound", ErrorClass::gone},
           {404, "DesktopNotExist", ErrorClass::gone},
           {404, "InvalidRegionId.NotFound", ErrorClass::bad_request},
           {404, "InvalidAction.NotFound", ErrorClass::bad_request},
           {404, "SomethingNew", ErrorClass::temporary}});
}

TEST_CASE("what the service will never accept is a bad request") {
    check({{400, "MissingParameter", ErrorClass::bad_request},
           {400, "InvalidParameter", ErrorClass::bad_request},
           {400, "InvalidSnapshotName.Malformed", ErrorClass::bad_request},
           {400, "InvalidDescription.Malformed", ErrorClass::bad_request},
           {400, "UnsupportedParameter", ErrorClass::bad_request},
           {400, "InvalidChargeType.Unsupported", ErrorClass::bad_request},
           {400, "InvalidVersion", ErrorClass::bad_request},
           {403, "InvalidAction", ErrorClass::bad_request}});
}

TEST_CASE("debts are temporary: the window may outlast them") {
    check({{403, "InvalidAccountStatus.NotEnoughBalance", ErrorClass::temporary},
           {403, "DiskInArrears", ErrorClass::temporary}});
}

TEST_CASE("a code that fits nothing is temporary") {
    check({{400, "UnknownError", ErrorClass::temporary},
           {403, "CreateSnapshot.Failed", ErrorClass::temporary},
           {418, "Teapot", ErrorClass::temporary},
           {400, "", ErrorClass::temporary}});
}
