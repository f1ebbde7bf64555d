#include "adapters/credentials/key_maker.hpp"

#include "adapters/credentials/instance_metadata.hpp"
#include "adapters/credentials/key_text.hpp"
#include "adapters/credentials/role_environment.hpp"
#include "adapters/credentials/secret_file.hpp"
#include "adapters/credentials/sts_request.hpp"
#include "core/credentials/command_words.hpp"
#include "core/text/http_date.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace ecdsnap::adapters {
namespace {

using boost::asio::awaitable;

// Of a token whose end nobody told: what STS gives at least.
constexpr core::Millis assumed_lifetime = core::shortest_session;

core::TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), {}, std::move(hint)};
}

core::TextError about(std::string_view who, const core::TextError& error) {
    return wrong(fmt::format("{} {}", who, error.problem), error.hint);
}

std::string fresh_nonce() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

// The first line, as far as a message can hold it. Programs are not expected to print secrets there.
std::string first_line(std::string_view text) {
    constexpr std::size_t longest = 200;
    return core::printable(text.substr(0, std::min(text.find('\n'), longest)));
}

// The answer's body holds a key: it is left nowhere.
core::Secret taken_body(ports::HttpAnswer& answer) {
    return core::Secret(std::move(answer.body));
}

}  // namespace

KeyMaker::KeyMaker(const KeyTools& tools, const core::Environment& environment)
    : tools_(tools), v1_allowed_(!is_true(environment.get("ALIBABA_CLOUD_IMDSV1_DISABLED"))) {}

awaitable<MadeResult> KeyMaker::make(KeyRecipe recipe) {
    const std::vector<core::AssumedRole> roles = std::move(recipe.roles);
    const std::string source = recipe.source;
    auto made = co_await base_key(std::move(recipe));
    for (const core::AssumedRole& role : roles) {
        if (!made) co_return made;
        made = co_await with_role(std::move(made->key), role);
    }
    if (made) {
        made->key.source = source;
        for (const core::AssumedRole& role : roles)
            made->key.source += fmt::format(", then role {}", role.role_arn);
    }
    co_return made;
}

awaitable<MadeResult> KeyMaker::base_key(KeyRecipe recipe) {
    switch (recipe.kind) {
        case KeyRecipe::Kind::fixed: break;
        case KeyRecipe::Kind::process: co_return co_await from_process(std::move(recipe.text));
        case KeyRecipe::Kind::uri: co_return co_await from_uri(std::move(recipe.text));
        case KeyRecipe::Kind::oidc: co_return co_await from_oidc(std::move(recipe.oidc));
        case KeyRecipe::Kind::metadata: {
            const auto versions = v1_allowed_ ? MetadataVersions::both : MetadataVersions::second_only;
            auto answer = co_await fetch_role_key(tools_.web, std::move(recipe.text), versions);
            if (!answer) co_return answer.error();
            const core::Secret body = taken_body(*answer);
            co_return finished(key_of_answer(body.reveal(), CodeNeeded::yes), "the metadata service of ECS",
                               answer->header("date"));
        }
    }
    MadeKey made{std::move(recipe.key), std::nullopt};
    co_return made;
}

awaitable<MadeResult> KeyMaker::from_process(std::string command) {
    auto words = core::command_words(command);
    if (!words) co_return about("the command line of the program", words.error());
    const std::string who = "the program " + core::printable(words->front());
    ports::ProcessRequest request;
    request.argv = std::move(*words);
    auto ran = co_await tools_.processes.run(std::move(request));
    if (ran.has_error()) co_return wrong(fmt::format("{} {}", who, ran.error().message));
    if (ran.value().exit_code != 0)
        co_return wrong(
            fmt::format("{} ended with exit code {}: {}", who, ran.value().exit_code, first_line(ran.value().errors)));
    co_return finished(key_of_process(ran.value().output.reveal()), who, {});
}

awaitable<MadeResult> KeyMaker::from_uri(std::string uri) {
    ports::WebRequest request;
    request.url = std::move(uri);
    auto answer = co_await tools_.web.fetch(std::move(request));
    const std::string_view who = "the credentials URI";
    if (answer.has_error()) co_return wrong(fmt::format("{} does not answer: {}", who, answer.error().message));
    if (answer.value().status != 200)
        co_return wrong(fmt::format("{} answered with HTTP status {}", who, answer.value().status));
    const core::Secret body = taken_body(answer.value());
    co_return finished(key_of_answer(body.reveal(), CodeNeeded::if_any), who, answer.value().header("date"));
}

awaitable<MadeResult> KeyMaker::from_oidc(core::OidcRole oidc) {
    // Mounted by whoever runs this; the token in it is renewed all the time.
    auto file = read_token_file(oidc.token_file);
    if (!file) co_return about("the OIDC token " + core::printable(oidc.token_file.string()), file.error());
    auto answer = co_await tools_.web.fetch(assume_role_with_oidc_request(oidc, *file, tools_.clock.wall_now()));
    const std::string who = "STS, asked for role " + core::printable(oidc.role.role_arn) + " with an OIDC token,";
    if (answer.has_error()) co_return wrong(fmt::format("{} does not answer: {}", who, answer.error().message));
    if (answer.value().status != 200) {
        const std::vector<std::string_view> hidden(1, file->reveal());
        co_return about(who, sts_refusal(answer.value(), hidden));
    }
    const core::Secret body = taken_body(answer.value());
    co_return finished(key_of_sts(body.reveal()), who, answer.value().header("date"));
}

awaitable<MadeResult> KeyMaker::with_role(ports::Credentials key, core::AssumedRole role) {
    auto answer = co_await tools_.web.fetch(assume_role_request(role, key, tools_.clock.wall_now(), fresh_nonce()));
    const std::string who = "STS, asked for role " + core::printable(role.role_arn) + ",";
    if (answer.has_error()) co_return wrong(fmt::format("{} does not answer: {}", who, answer.error().message));
    if (answer.value().status != 200) {
        std::vector<std::string_view> hidden(1, key.access_key_secret.reveal());
        if (key.security_token) hidden.push_back(key.security_token->reveal());
        co_return about(who, sts_refusal(answer.value(), hidden));
    }
    const core::Secret body = taken_body(answer.value());
    co_return finished(key_of_sts(body.reveal()), who, answer.value().header("date"));
}

// How long the key lives is told by the clock that its end was written with, where the answer shows it.
MadeResult KeyMaker::finished(KeyResult key, std::string_view who, std::string_view date_header) const {
    if (!key) return about(who, key.error());
    const core::WallTime now = tools_.clock.wall_now();
    MadeKey made{std::move(*key), std::nullopt};
    if (made.key.expires)
        made.lifetime = *made.key.expires - core::http_date_from(date_header).value_or(now);
    else if (made.key.security_token)
        made.lifetime = assumed_lifetime;
    if (made.lifetime) made.key.expires = now + *made.lifetime;
    return made;
}

}  // namespace ecdsnap::adapters
