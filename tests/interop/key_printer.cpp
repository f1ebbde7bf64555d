// Prints the key that an account with `credentials: default` uses in this environment, as JSON. For tests only: nothing
// else of ours prints a secret.
//   key_printer [FROM=TO]...    addresses that begin with FROM are asked at TO instead, which is on loopback
#include "adapters/credentials/credential_provider.hpp"
#include "adapters/process/process_runner.hpp"
#include "adapters/run_to_end.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"
#include "interop/redirected_web.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <string>

namespace {

using namespace ecdsnap;

core::Environment environment_of(char** variables) {
    core::Environment environment;
    for (char** entry = variables; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    environment.home = environment.get("HOME");
    return environment;
}

}  // namespace

int main(int argc, char** argv, char** variables) {
    boost::asio::io_context context;
    const auto clock = adapters::make_system_clock(context.get_executor());
    const auto random = adapters::make_system_random();
    const core::Environment environment = environment_of(variables);
    const auto programs = adapters::make_process_runner(*clock, environment);
    tests::RedirectedWeb web(std::vector<std::string>(argv + 1, argv + argc));
    const adapters::KeyTools tools{*clock, web, *programs};
    const auto provider = adapters::make_credential_provider({}, environment, tools, *random);
    const auto key = tests::run_to_end(context, provider->get());
    nlohmann::json out;
    if (key) {
        out["id"] = key->access_key_id;
        out["secret"] = std::string(key->access_key_secret.reveal());
        out["token"] = key->security_token ? std::string(key->security_token->reveal()) : "";
        out["source"] = key->source;
    } else {
        out["error"] = key.error().message;
    }
    std::printf("%s\n", out.dump().c_str());
    return key ? 0 : 1;
}
