#include "cli/import/policy_folder.hpp"

#include "cli/import/policy_yaml.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <sys/stat.h>

using namespace ecdsnap;
using cli::Overwrite;

namespace {

std::string read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct Folder {
    tests::TemporaryFolder outer;
    std::string path = (outer.path() / "policies.d").string();

    std::string file(const std::string& name) const { return cli::policy_file_in(path, name); }
    std::optional<std::string> write(const std::vector<std::string>& names, const std::string& text,
                                     Overwrite overwrite = Overwrite::nothing) const {
        std::vector<cli::FileToWrite> files;
        for (const std::string& name : names)
            files.push_back({file(name), text});
        return cli::write_policy_files(path, files, overwrite);
    }
    std::size_t count() const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(path))
            files += entry.exists() ? 1 : 0;
        return files;
    }
};

const std::string own = std::string(cli::import_mark) + " at some time\n";

}  // namespace

TEST_CASE("files are written into a new folder, for the daemon to read, and nothing else stays there") {
    const Folder folder;
    CHECK_FALSE(folder.write({"a", "b"}, own));
    CHECK(read(folder.file("a")) == own);
    CHECK(folder.count() == 2);
    struct stat seen {};
    REQUIRE(::stat(folder.file("b").c_str(), &seen) == 0);
    CHECK((seen.st_mode & 0777U) == 0644U);
}

TEST_CASE("a file that exists stays, and then none is written") {
    const Folder folder;
    REQUIRE_FALSE(folder.write({"b"}, own));
    const auto problem = folder.write({"a", "b"}, own + "new\n");
    REQUIRE(problem);
    CHECK(*problem == folder.file("b") + " exists; --force replaces what import wrote before\nnothing was written");
    CHECK(read(folder.file("b")) == own);
    CHECK(folder.count() == 1);
}

TEST_CASE("force replaces what import wrote, and never what a person wrote, a link or a folder") {
    const Folder folder;
    REQUIRE_FALSE(folder.write({"a"}, own));
    CHECK_FALSE(folder.write({"a"}, own + "new\n", Overwrite::own_files));
    CHECK(read(folder.file("a")) == own + "new\n");
    CHECK(folder.count() == 1);

    std::ofstream(folder.file("mine")) << "# mine\npolicies: []\n";
    std::filesystem::create_symlink(folder.file("a"), folder.file("link"));
    std::filesystem::create_symlink(folder.file("nowhere"), folder.file("dangling"));
    std::filesystem::create_directory(folder.file("folder"));
    for (const char* name : {"mine", "link", "dangling", "folder"}) {
        CAPTURE(name);
        const auto problem = folder.write({"a", name}, own, Overwrite::own_files);
        REQUIRE(problem);
        CHECK(problem->find("was not written by import") != std::string::npos);
    }
    CHECK(read(folder.file("mine")) == "# mine\npolicies: []\n");
    CHECK(read(folder.file("a")) == own + "new\n");
}

TEST_CASE("a folder that cannot be made is told") {
    const Folder folder;
    const std::string file = (folder.outer.path() / "file").string();
    std::ofstream(file) << "x";
    CHECK(cli::write_policy_files(file, {}, Overwrite::nothing)->starts_with("--output: " + file + " is no folder"));
    CHECK(cli::write_policy_files(file + "/below", {}, Overwrite::nothing));
    CHECK(cli::write_policy_files((folder.outer.path() / "not/there").string(), {}, Overwrite::nothing));
}
