//! After a refresh: what changed, and who is told.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use plumb_testkit::generate::{archive, oews_rows, workbook};

use crate::origin::{Served, serve_made_up};
use crate::plumb::{Run, Sandbox};

const SETTINGS: &str = r#"
version = 1
contact = "steward@example.org"
[watch]
time_zone = "UTC"
jitter_seconds = 0
schedule = []
"#;

/// A server that answers each POST with the next of some statuses and hands over what it was told.
fn listener(statuses: &[u16]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/services/SECRET", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    let statuses = statuses.to_vec();
    std::thread::spawn(move || {
        for status in statuses {
            let Ok((stream, _)) = listener.accept() else { return };
            let Ok(request) = answer(stream, status) else { continue };
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    (url, receiver)
}

/// Reads one request with its body, and answers. Status 0 means: no answer at all.
fn answer(mut stream: TcpStream, status: u16) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 4096];
    let whole = loop {
        let read = stream.read(&mut piece)?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || length.is_some_and(|length: usize| body.len() >= length) {
            break text;
        }
    };
    if status == 0 {
        std::thread::sleep(Duration::from_secs(30));
    }
    write!(stream, "HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    Ok(whole)
}

fn webhook(url: &str, on: &str) -> String {
    format!("{SETTINGS}[webhook]\nurl = \"{url}\"\non = {on}\ntimeout_seconds = 2\nattempts = 2\n")
}

fn refresh(served: &Served, sandbox: &Sandbox, settings: &str, source: &str) -> Run {
    sandbox.file("config/refresh.toml", settings);
    served.refresh(sandbox, &["--config", "config", "--source", source, "--metrics", "plumb.prom"])
}

fn document(request: &str) -> serde_json::Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn what_changed_is_said_after_a_run_and_only_then() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let text = |more: &[&str]| {
        let output = served.refresh_command(&sandbox, more).output().unwrap();
        Run::from(&output).expect_code(0).stdout
    };
    // O*NET 31.0 is newer than any release that the program carries.
    let first = text(&["--source", "onet-text"]);
    for words in ["what changed", "onet/31.0 against onet/30.1", "onet_occupations: 1016 -> 160 rows", "and "]
    {
        assert!(first.contains(words), "no `{words}` in\n{first}");
    }
    assert!(first.lines().filter(|line| !line.starts_with(['│', '┌', '└', '╞'])).count() <= 48, "{first}");
    let second = text(&["--source", "onet-text"]);
    assert!(!second.contains("what changed"), "{second}");
    // A release that is republished with one more occupation says which.
    text(&["--source", "oews-national"]);
    let larger = workbook("national_M2025_dl", oews_rows(212).collect());
    let larger = archive(&[("oesm25nat/national_M2025_dl.xlsx".to_owned(), larger)]);
    served.origin.put("/oes/special-requests/oesm25nat.zip", larger);
    let again = text(&["--source", "oews-national", "--recheck"]);
    for words in ["oews/2025-05 against itself before", "210 -> 212 rows, 2 keys added, 0 removed", "    + "]
    {
        assert!(again.contains(words), "no `{words}` in\n{again}");
    }
}

#[test]
fn a_webhook_is_told_once_about_what_is_new_and_not_about_nothing() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let (url, requests) = listener(&[503, 204, 204]);
    let settings = webhook(&url, "[\"new\"]");
    refresh(&served, &sandbox, &settings, "onet-text").expect_code(0);
    let first = requests.recv_timeout(Duration::from_secs(10)).unwrap();
    let second = requests.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!(document(&first), document(&second), "the first attempt was answered by 503");
    assert!(first.starts_with("POST /services/SECRET "), "{first}");
    assert!(first.to_lowercase().contains("content-type: application/json"), "{first}");
    assert!(first.contains("contact: tests@example.org"), "{first}");
    let told = document(&first);
    assert_eq!((told["event"].as_str(), told["exit_code"].as_u64()), (Some("refresh"), Some(0)));
    assert_eq!(told["releases"][0]["release"], "onet/31.0");
    assert_eq!(told["releases"][0]["previous"], "onet/30.1");
    let occupations = told["releases"][0]["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["table"] == "onet_occupations")
        .unwrap();
    assert_eq!(occupations["rows_after"], 160);
    assert!(occupations["first_added"][0]["key"].is_string(), "{told}");

    refresh(&served, &sandbox, &settings, "onet-text").expect_code(0);
    assert!(requests.try_recv().is_err(), "nothing was new");
}

#[test]
fn a_webhook_that_fails_breaks_nothing_and_its_secret_is_not_printed() {
    for (statuses, words) in [
        (vec![404], "it answered 404"),
        (vec![500, 500], "it answered 500"),
        (vec![0, 0], "no answer within 2 s"),
    ] {
        let (served, sandbox) = (serve_made_up(), Sandbox::new());
        let (url, _requests) = listener(&statuses);
        let run = refresh(&served, &sandbox, &webhook(&url, "[\"new\"]"), "onet-text").expect_code(0);
        let attempts = statuses.len();
        let run =
            run.expect_error_naming(&["the refresh is done", words, &format!("after {attempts} attempts")]);
        assert!(run.stdout.contains("onet-text/31.0,new,"), "{}", run.stdout);
        assert!(!run.stderr.contains("SECRET"), "{}", run.stderr);
        let metrics = std::fs::read_to_string(sandbox.here().join("plumb.prom")).unwrap();
        assert!(
            metrics.contains("plumb_refresh_hooks_total{hook=\"webhook\",outcome=\"failed\"} 1"),
            "{metrics}"
        );
        sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    }
}

#[test]
fn failures_are_told_where_that_is_wanted() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let (url, requests) = listener(&[200]);
    served.origin.fault("db_31_0", "status:403".parse().unwrap(), None);
    refresh(&served, &sandbox, &webhook(&url, "[\"failed\"]"), "onet-text").expect_code(4);
    let told = document(&requests.recv_timeout(Duration::from_secs(10)).unwrap());
    assert_eq!(told["exit_code"], 4);
    assert_eq!(told["failures"][0]["file"], "onet-text/31.0");
    assert!(told["failures"][0]["reason"].as_str().unwrap().contains("403"), "{told}");
}

#[test]
fn a_command_gets_arguments_as_they_stand_and_the_document_on_stdin() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let script = "#!/bin/sh\nfor one in \"$@\"; do echo \"[$one]\"; done > arguments\ncat > document\necho \"$PLUMB_STORE $PLUMB_RELEASES $PLUMB_EXIT_CODE\" > environment\necho printed\n";
    let program = sandbox.file("after", script);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = format!(
        "{SETTINGS}[command]\nprogram = \"{}\"\narguments = [\"a b\", \"$(touch pwned)\", \"; touch pwned\"]\non = [\"new\"]\ntimeout_seconds = 30\n",
        program.display()
    );
    let run = refresh(&served, &sandbox, &settings, "onet-text").expect_code(0);
    let read = |name: &str| std::fs::read_to_string(sandbox.here().join(name)).unwrap();
    assert_eq!(read("arguments"), "[a b]\n[$(touch pwned)]\n[; touch pwned]\n");
    assert!(!sandbox.here().join("pwned").exists());
    let told: serde_json::Value = serde_json::from_str(&read("document")).unwrap();
    assert_eq!(told["releases"][0]["release"], "onet/31.0");
    assert_eq!(read("environment"), "store onet/31.0 0\n");
    assert!(run.stderr.contains("printed") && !run.stdout.contains("printed"), "{}", run.stdout);
}

#[test]
fn a_command_that_fails_or_hangs_breaks_nothing() {
    for (program, arguments, words) in [
        ("/bin/false", "[]", "ended with exit status: 1"),
        ("/no/such/program", "[]", "did not start"),
        ("/bin/sleep", "[\"60\"]", "it took longer than 1 s"),
    ] {
        let (served, sandbox) = (serve_made_up(), Sandbox::new());
        let settings = format!(
            "{SETTINGS}[command]\nprogram = \"{program}\"\narguments = {arguments}\non = [\"new\"]\ntimeout_seconds = 1\n"
        );
        let run = refresh(&served, &sandbox, &settings, "onet-text").expect_code(0);
        run.expect_error_naming(&["the refresh is done", words]);
        sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    }
}
