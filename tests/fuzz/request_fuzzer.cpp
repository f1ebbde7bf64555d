// Lines: desktop, name, description, token, security token. Requests as they go on the wire carry exactly what was
// asked, whatever bytes it is made of, and no line more.
#include "adapters/ecd/signed_call.hpp"
#include "adapters/https/request_text.hpp"
#include "fuzz/fuzz_entry.hpp"
#include "fuzz/percent_decoding.hpp"

#include <string>

namespace ecdsnap::fuzz {
namespace {

const core::SiteId site{"main", "cn-hangzhou"};
constexpr std::string_view secret = "not-to-be-seen";

void check_call(const adapters::EcdCall& call, const std::string& token, bool secret_asked_for) {
    ports::Credentials credentials;
    credentials.access_key_id = "key-id";
    credentials.access_key_secret = core::Secret{std::string{secret}};
    if (!token.empty()) credentials.security_token = core::Secret{token};
    const auto made = adapters::sign_call(call, "ecd.example", credentials, core::WallTime{}, "nonce");
    const std::string_view target = made.request.target;
    holds(target.starts_with("/?"), "everything is in the query");
    holds(query_decoded(target.substr(2)) == sorted(call.query), "the query is what was asked");

    const auto text = adapters::request_text(made.request, "ecd.example");
    const bool breaks = token.find_first_of(std::string_view("\r\n\0", 3)) != token.npos;
    holds(text.has_value() != breaks, "refused is what would break the message, and only that");
    if (!text) return;
    holds(secret_asked_for || text->find(secret) == text->npos, "the secret does not leave us");
    std::size_t lines = 0;
    for (auto at = text->find("\r\n"); at != text->npos; at = text->find("\r\n", at + 2))
        ++lines;
    holds(lines == made.request.headers.size() + 4, "request line, Host, headers, length, empty line: none more");
    holds(text->ends_with("\r\n\r\n"), "the body is empty");
}

}  // namespace

void check(std::string_view input) {
    auto lines = split(input, '\n');
    lines.resize(5);
    const std::string token{lines[4]};
    const bool secret_asked_for = input.find(secret) != input.npos;  // the fuzzer learns it
    ports::CreateSnapshotRequest create;
    create.desktop_id = lines[0];
    create.disk = core::DiskKind::data;
    create.name = lines[1];
    create.description = lines[2];
    check_call(adapters::create_snapshot_call(site, create), token, secret_asked_for);

    ports::DesktopQuery desktops;
    for (const auto id : split(lines[0], ','))
        desktops.ids.emplace_back(id);
    desktops.next_token = lines[3];
    check_call(adapters::describe_desktops_call(site, desktops), token, secret_asked_for);

    ports::SnapshotQuery snapshots;
    snapshots.desktop_id = lines[0];
    snapshots.snapshot_id = lines[1];
    snapshots.next_token = lines[3];
    snapshots.created_from = core::WallTime{std::chrono::milliseconds{1'795'000'000'123}};
    check_call(adapters::describe_snapshots_call(site, snapshots), token, secret_asked_for);
}

}  // namespace ecdsnap::fuzz
