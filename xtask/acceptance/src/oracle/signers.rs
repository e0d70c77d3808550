//! Kinds `signer`, `timestamp-signer`, `signer-construct`.

use handstamp_itsdangerous::Signer;
use handstamp_value::Value;

use super::answer::Answer;
use super::question::Question;
use super::settings;

/// Signs or unsigns bytes.
pub(super) fn answer(question: &Question) -> anyhow::Result<Answer> {
    let settings = settings::builder(question, question.params(), Signer::DEFAULT_SALT)?;
    let Some(builder) = settings else { return Ok(Answer::Unsupported) };
    let signer = match builder {
        Ok(builder) => builder.build(),
        Err(error) => return Ok(Answer::refused(error)),
    };
    let timed = question.text("kind")? == "timestamp-signer";
    if question.text("do")? == "write" {
        write(question, &signer, timed)
    } else {
        read(question, &signer, timed)
    }
}

/// Can a signer with these settings be made?
pub(super) fn construct(question: &Question) -> anyhow::Result<Answer> {
    let settings = settings::builder(question, question.params(), Signer::DEFAULT_SALT)?;
    Ok(match settings {
        Some(Ok(_)) => Answer::Made,
        Some(Err(error)) => Answer::refused(error),
        None => Answer::Unsupported,
    })
}

fn read(question: &Question, signer: &Signer, timed: bool) -> anyhow::Result<Answer> {
    let token = question.bytes("token")?;
    let read = if timed {
        let (now, max_age) = question.now_and_max_age()?;
        settings::timed(question, signer.clone())
            .unsign(&token, now, max_age)
            .map(|read| (read.value, Some(read.date_signed)))
    } else {
        signer.unsign(&token).map(|value| (value, None))
    };
    Ok(match read {
        Ok((value, timestamp)) => Answer::Value { value: Value::Bytes(value.to_vec()), timestamp },
        Err(error) => Answer::bad_data(&token, &error),
    })
}

fn write(question: &Question, signer: &Signer, timed: bool) -> anyhow::Result<Answer> {
    let value = question.bytes("write_input")?;
    let token = if timed {
        settings::timed(question, signer.clone()).sign(value, question.now()?)
    } else {
        Ok(signer.sign(value))
    };
    Ok(match token {
        Ok(token) => Answer::Written { token, json: None, set_cookie: None },
        Err(error) => Answer::refused(error),
    })
}
