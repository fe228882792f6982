#include "pipeline/signing.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using PublicKey = std::array<unsigned char, crypto_sign_PUBLICKEYBYTES>;
using SecretKey = std::array<unsigned char, crypto_sign_SECRETKEYBYTES>;
using Signature = std::array<unsigned char, crypto_sign_BYTES>;

constexpr const char* kFormat = "dmp-package-1";
/// What leaves the house. All of it has passed disclosure control.
constexpr auto kReleased = std::to_array<std::string_view>({"estimates.parquet", "comparisons.parquet", "age_counts.json", "edition.json"});

void need_sodium() {
  if (sodium_init() < 0) throw core::InternalError("libsodium cannot be started");
}

template <std::size_t N>
std::string hex(const std::array<unsigned char, N>& bytes) {
  std::string out;
  for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

template <std::size_t N>
bool from_hex(std::string text, std::array<unsigned char, N>& bytes) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  std::size_t length = 0;
  return text.size() == 2 * N && sodium_hex2bin(bytes.data(), N, text.data(), text.size(), nullptr, &length, nullptr) == 0 && length == N;
}

SecretKey read_key(const fs::path& file) {
  SecretKey key{};
  if (!from_hex(core::read_file(file), key))
    throw core::UserError(core::ErrorKind::resource, "the file holds no signing key", core::Place{file.string()}, "make one: dmp sign --new-key FILE");
  return key;
}

/// How an indicator was made, so that two partnerships can tell whether theirs are alike.
Json definitions_of(const Json& edition) {
  Json definitions = Json::object();
  const Json indicators = edition.value("indicators", Json::object());
  for (const auto& [id, run] : indicators.items()) {
    std::set<std::string> sources;
    const Json tables = run.value("tables", Json::array());
    for (const Json& table : tables)
      if (const std::string name = table.value("table", ""); name == "population" || name == "census_group" || name == "dwelling" || name == "drug_user_estimate" || name == "published_statistic") sources.insert(table.value("source", ""));
    Json made;
    made["definition"] = core::sha256(run.value("numerator_sql", "") + "\n" + run.value("denominator_sql", "")).substr(0, 16);
    made["populations"] = sources;
    definitions[id] = made;
  }
  return definitions;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored))
    if (!entry.is_directory(ignored)) files.push_back(fs::relative(entry.path(), folder, ignored));
  std::sort(files.begin(), files.end());
  return files;
}

/// The signature over the manifest, or what is wrong with it.
std::string check_signature(const fs::path& folder, const std::string& manifest, PublicKey& key) {
  Signature signature{};
  try {
    const Json signed_by = Json::parse(core::read_file(folder / "manifest.sig"));
    if (!from_hex(signed_by.value("public_key", ""), key) || !from_hex(signed_by.value("signature", ""), signature)) return "the signature is no signature";
  } catch (const Json::exception&) {
    return "the signature is damaged";
  } catch (const core::UserError&) {
    return "the package is not signed";
  }
  if (crypto_sign_verify_detached(signature.data(), reinterpret_cast<const unsigned char*>(manifest.data()), manifest.size(), key.data()) != 0) return "the signature does not fit the manifest: it was changed after it was signed";
  return {};
}

}  // namespace

void make_signing_key(const fs::path& file) {
  need_sodium();
  const fs::path open = file.string() + ".pub";
  std::error_code ignored;
  for (const fs::path& each : {file, open})
    if (fs::exists(each, ignored)) throw core::UserError(core::ErrorKind::usage, "the key is there already", core::Place{each.string()}, "give another name; a key that is lost cannot be made again");
  PublicKey key{};
  SecretKey secret{};
  crypto_sign_keypair(key.data(), secret.data());
  core::write_file_whole(file, hex(secret) + "\n");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  core::write_file_whole(open, hex(key) + "\n");
  sodium_memzero(secret.data(), secret.size());
}

void sign_edition(const fs::path& edition, const fs::path& key_file, const fs::path& package) {
  need_sodium();
  std::error_code ignored;
  if (fs::exists(package, ignored)) throw core::UserError(core::ErrorKind::usage, "the folder of the package is there already", core::Place{package.string()}, "give a new folder");
  SecretKey secret = read_key(key_file);
  const Json described = Json::parse(core::read_file(edition / "edition.json"), nullptr, false);
  if (!described.is_object()) throw core::UserError(core::ErrorKind::resource, "the edition's description is damaged", core::Place{(edition / "edition.json").string()}, "build the profile again");
  const core::TemporaryFolder fresh(package.parent_path().empty() ? fs::path(".") : package.parent_path(), ".package-");
  Json manifest;
  manifest["format"] = kFormat;
  for (const char* field : {"edition", "title", "program", "engine", "catalogue_sha256"}) manifest[field] = described.value(field, "");
  manifest["files"] = Json::array();
  for (const std::string_view name : kReleased) {
    const fs::path from = edition / name;
    if (!fs::exists(from, ignored)) continue;
    const std::string bytes = core::read_file(from);
    core::write_file_whole(fresh.path() / name, bytes);
    manifest["files"].push_back({{"name", std::string(name)}, {"bytes", bytes.size()}, {"sha256", core::sha256(bytes)}});
  }
  manifest["indicators"] = definitions_of(described);
  const std::string text = manifest.dump(1) + "\n";
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(), secret.data());
  PublicKey key{};
  crypto_sign_ed25519_sk_to_pk(key.data(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  core::write_file_whole(fresh.path() / "manifest.json", text);
  core::write_file_whole(fresh.path() / "manifest.sig", Json{{"algorithm", "Ed25519"}, {"public_key", hex(key)}, {"signature", hex(signature)}}.dump(1) + "\n");
  fs::permissions(fresh.path(), fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read | fs::perms::others_exec);
  std::error_code error;
  fs::copy(fresh.path(), package, fs::copy_options::recursive, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the package cannot be written: " + error.message(), core::Place{package.string()}, "check the folder's permissions and the disk");
}

Package verify_package(const fs::path& folder, const std::vector<fs::path>& trusted) {
  need_sodium();
  Package package;
  package.folder = folder;
  std::string text;
  try {
    text = core::read_file(folder / "manifest.json");
  } catch (const core::UserError&) {
    package.problems.push_back("this is no package: it has no manifest.json (make one with dmp sign)");
    return package;
  }
  PublicKey key{};
  if (const std::string wrong = check_signature(folder, text, key); !wrong.empty()) package.problems.push_back(wrong);
  package.key = hex(key);
  const Json manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object() || manifest.value("format", Json()) != kFormat || !manifest.contains("files") || !manifest["files"].is_array()) {
    package.problems.push_back("the manifest is damaged, or of another version of the program");
    return package;
  }
  const auto text_of = [&](const char* field) { return manifest.contains(field) && manifest[field].is_string() ? manifest[field].get<std::string>() : std::string(); };
  package.edition = text_of("edition");
  package.title = text_of("title");
  package.program = text_of("program");
  std::set<std::string> listed = {"manifest.json", "manifest.sig"};
  for (const Json& file : manifest["files"]) {
    const std::string name = file.is_object() && file.contains("name") && file["name"].is_string() ? file["name"].get<std::string>() : "";
    // Only names of the list: a manifest cannot point outside the package.
    if (std::find(kReleased.begin(), kReleased.end(), name) == kReleased.end()) {
      package.problems.push_back("the manifest lists a file that packages do not have");
      continue;
    }
    listed.insert(name);
    std::error_code ignored;
    if (fs::is_symlink(folder / name, ignored) || !fs::is_regular_file(folder / name, ignored)) package.problems.push_back(name + " is missing");
    else if (!file.contains("sha256") || !file["sha256"].is_string() || core::sha256_of_file(folder / name) != file["sha256"].get<std::string>()) package.problems.push_back(name + " was changed: its hash is not the one that was signed");
  }
  if (!listed.contains("estimates.parquet")) package.problems.push_back("the package has no estimates");
  for (const fs::path& file : files_in(folder))
    if (!listed.contains(file.string())) package.problems.push_back(file.string() + " is not in the signed list");
  for (const fs::path& file : trusted) {
    PublicKey known{};
    if (!from_hex(core::read_file(file), known)) throw core::UserError(core::ErrorKind::usage, "the file holds no public key", core::Place{file.string()}, "give the .pub file of the partnership");
    package.trusted = package.trusted || known == key;
  }
  if (!trusted.empty() && !package.trusted) package.problems.push_back("it is signed by a key that is not among those trusted: " + package.key);
  return package;
}

core::DataTable table_of(const Package& package) {
  core::DataTable table({"package", "edition", "title", "key", "state", "problem"});
  const std::string folder = package.folder.string();
  if (package.problems.empty()) table.add({folder, package.edition, package.title, package.key, std::string(package.trusted ? "whole, signed by a trusted key" : "whole and signed"), std::string()});
  for (const std::string& problem : package.problems) table.add({folder, package.edition, package.title, package.key, std::string("refused"), problem});
  return table;
}

}  // namespace dmp::pipeline
