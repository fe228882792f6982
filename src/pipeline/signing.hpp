#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data_table.hpp"

/// Packages of released figures that partnerships give each other: files only, each with its hash, signed.
namespace dmp::pipeline {

/// Makes a key pair (Ed25519): the secret key in `file` (readable by its owner alone), the public one beside it with ".pub" added. Never overwrites: a usage UserError where either is there.
void make_signing_key(const std::filesystem::path& file);

/// Copies the released part of an edition (its estimates, comparisons and description; nothing of restricted/, no report) into a new folder and signs it: `manifest.json` lists
/// every file with size and SHA-256, how each indicator was made (a hash of SQL, unit and method) and which sources populations are from; `manifest.sig` holds the public key and the signature over the manifest's
/// bytes. A usage UserError where the folder is there already, a resource UserError where the key cannot be read.
void sign_edition(const std::filesystem::path& edition, const std::filesystem::path& key, const std::filesystem::path& package);

/// A package that was checked.
struct Package {
  std::filesystem::path folder;
  std::string edition, title, program;
  std::string key;                        ///< the signer's public key, 64 hexadecimal digits
  bool trusted = false;                   ///< the key is one of those given
  std::vector<std::string> problems;      ///< empty: whole and rightly signed
};

/// Checks signature, list and hashes of a package; what is wrong is told in `problems`, and nothing is thrown for a package that is damaged. `trusted` are files with public keys; with any
/// given, a package of another signer has a problem.
Package verify_package(const std::filesystem::path& package, const std::vector<std::filesystem::path>& trusted);

/// The package as a table: a row a problem, or one row that says it is whole.
core::DataTable table_of(const Package& package);

}  // namespace dmp::pipeline
