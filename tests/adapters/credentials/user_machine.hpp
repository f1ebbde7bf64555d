// A user's home folder and environment, for tests of where keys come from; and files that may lie there.
#pragma once

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/run_to_end.hpp"
#include "fakes/key_sources.hpp"
#include "fakes/manual_clock.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <sys/stat.h>

namespace ecdsnap::tests {

using Kind = core::CredentialSource::Kind;
namespace fs = std::filesystem;

// "$HOME" in an expected text stands for its path.
struct Machine {
    TemporaryFolder folder;
    core::Environment environment{{}, folder.path()};
    boost::asio::io_context context;
    ManualClock clock{context};
    ScriptedWeb web;  // nobody answers
    ScriptedPrograms programs;
    NoChance random;

    void write(const std::string& file, const std::string& text, mode_t mode = 0600) const {
        const fs::path path = folder.path() / file;
        fs::create_directories(path.parent_path());
        fs::remove(path);
        std::ofstream(path) << text;
        REQUIRE(::chmod(path.c_str(), mode) == 0);
    }
    core::CredentialSource source(Kind kind, const std::string& name = "", const std::string& file = "") const {
        return {kind, name, file.empty() ? fs::path() : folder.path() / file};
    }
    std::unique_ptr<adapters::KeyProvider> provider(const core::CredentialSource& from) {
        const adapters::KeyTools tools{clock, web, programs};
        return adapters::make_credential_provider(from, environment, tools, random);
    }
    core::Result<ports::Credentials> get(const core::CredentialSource& from) {
        const auto made = provider(from);
        return run_to_end(context, made->get());
    }
    std::string place(std::string text) const {
        for (auto at = text.find("$HOME"); at != std::string::npos; at = text.find("$HOME"))
            text.replace(at, 5, folder.path().string());
        return text;
    }
};

// ~/.aliyun/config.json
inline const std::string config_json = R"({"current": "default", "profiles": [
    {"name": "default", "mode": "AK", "access_key_id": "cli-id", "access_key_secret": "cli-secret", "region_id": "x"},
    {"name": "sts", "mode": "StsToken", "access_key_id": "sts-id", "access_key_secret": "sts-secret", "sts_token": "sts-token"},
    {"name": "lower", "mode": "ak", "access_key_id": "lower-id", "access_key_secret": "lower-secret"},
    {"name": "ram", "mode": "RamRoleArn", "access_key_id": "ram-id", "access_key_secret": "ram-secret"},
    {"name": "half", "mode": "AK", "access_key_id": "half-id"},
    {"name": "no-token", "mode": "StsToken", "access_key_id": "i", "access_key_secret": "s", "sts_token": ""},
    {"name": "no-mode", "access_key_id": "i", "access_key_secret": "s"},
    {"name": "number", "mode": "AK", "access_key_id": 12345, "access_key_secret": "s"},
    "not an object"]})";

}  // namespace ecdsnap::tests
